ALTER TABLE "one_time_tokens" ADD COLUMN "purpose" text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE "one_time_tokens" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "one_time_tokens" ADD CONSTRAINT "one_time_token_purpose_known" CHECK ("one_time_tokens"."purpose" in ('password', 'verify', 'move'));