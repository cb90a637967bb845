-- A guest who signs in to an account leaves it what was bought; the address it was bought with stays known for that.

CREATE TABLE "adoptions" (
	"guest_id" bigint PRIMARY KEY NOT NULL,
	"user_id" bigint NOT NULL,
	"email" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "adopted_by_another" CHECK ("adoptions"."guest_id" <> "adoptions"."user_id")
);
--> statement-breakpoint
ALTER TABLE "adoptions" ADD CONSTRAINT "adoptions_guest_id_users_id_fk" FOREIGN KEY ("guest_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adoptions" ADD CONSTRAINT "adoptions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "adoptions_by_user" ON "adoptions" USING btree ("user_id","at");
--> statement-breakpoint
-- A guest is taken over once and for good; all that may change is that the address is forgotten.
create function adoption_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.email is not null or (new.guest_id, new.user_id, new.at) <> (old.guest_id, old.user_id, old.at) then
    raise exception 'guest % is the guest of account %', old.guest_id, old.user_id;
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger adoption_kept before update or delete on adoptions for each row execute function adoption_kept();
