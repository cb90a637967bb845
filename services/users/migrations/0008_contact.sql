ALTER TABLE "mail" ALTER COLUMN "user_id" DROP NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "mail_by_uid" ON "mail" USING btree ("uid");--> statement-breakpoint
ALTER TABLE "mail" ADD CONSTRAINT "mail_to_somebody" CHECK (("mail"."user_id" is null) = ("mail"."kind" = 'contact'));