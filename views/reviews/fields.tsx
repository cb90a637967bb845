import { RadioField, TextArea, TextField } from '../parts/field.tsx';
import type { FormState } from '../parts/form.tsx';

export const reviewFields = ['rating', 'title', 'comment'] as const;

const ratings = [
  { value: '5', label: '5, loved it' },
  { value: '4', label: '4, liked it' },
  { value: '3', label: '3, it was all right' },
  { value: '2', label: '2, did not like it' },
  { value: '1', label: '1, a waste of paper' },
];

/** The fields of a review: `rating`, `title`, `comment`. */
export function ReviewFields({
  form,
  known,
}: {
  form: FormState;
  known?: { rating: number; title: string; comment: string };
}): JSX.Element {
  return (
    <>
      <RadioField
        form={form}
        name="rating"
        label="Your rating"
        choices={ratings}
        known={known === undefined ? undefined : String(known.rating)}
      />
      <TextField
        form={form}
        name="title"
        label="Title"
        hint="A few words that say it all."
        required={false}
        maxlength={200}
        known={known?.title}
      />
      <TextArea
        form={form}
        name="comment"
        label="Your review"
        hint="1 to 5,000 characters. Tell others what it is like to read, not how it ends."
        rows={9}
        maxlength={5000}
        known={known?.comment}
      />
    </>
  );
}
