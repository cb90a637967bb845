CREATE TABLE "imported_rows" (
	"source" text NOT NULL,
	"key" text NOT NULL,
	"book_id" bigint NOT NULL,
	"given" jsonb NOT NULL,
	CONSTRAINT "imported_rows_source_key_pk" PRIMARY KEY("source","key")
);
--> statement-breakpoint
ALTER TABLE "imported_rows" ADD CONSTRAINT "imported_rows_book_id_books_id_fk" FOREIGN KEY ("book_id") REFERENCES "public"."books"("id") ON DELETE cascade ON UPDATE no action;