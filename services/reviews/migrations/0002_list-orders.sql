CREATE INDEX "reviews_by_book_rating" ON "reviews" USING btree ("book_id","rating","id");--> statement-breakpoint
CREATE INDEX "reviews_by_rating" ON "reviews" USING btree ("rating","id");--> statement-breakpoint
CREATE INDEX "reviews_by_helpful" ON "reviews" USING btree ("helpful_count","id");