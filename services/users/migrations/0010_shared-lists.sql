CREATE TABLE "reading_shares" (
	"user_id" bigint PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "one_list_a_secret" UNIQUE("secret")
);
--> statement-breakpoint
ALTER TABLE "reading_shares" ADD CONSTRAINT "reading_shares_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;