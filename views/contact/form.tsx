import { type Topic, topics } from '../mail/contact.ts';
import { SelectField, TextArea, TextField } from '../parts/field.tsx';
import { ErrorSummary, type FormState, Tokens } from '../parts/form.tsx';
import { url } from '../urls.ts';

/** Posts `topic`, `number`, `message`, `name` and `email`. `known` is what a link or an account brings along. */
export type ContactProps = {
  form: FormState;
  known: { topic: Topic; number: string; name: string; email: string };
};

export const contactFields = ['topic', 'number', 'message', 'name', 'email'] as const;

/** `About an order` → `An order`. */
function alone(about: string): string {
  const what = about.replace(/^About /, '');
  return what.charAt(0).toUpperCase() + what.slice(1);
}

export function ContactPage({ form, known }: ContactProps): JSX.Element {
  return (
    <>
      <ErrorSummary form={form} fields={contactFields} />
      <h1>Ask us</h1>
      <p class="lead">
        A person reads it and answers by e-mail, usually within a working day. What becomes of an order stands on{' '}
        <a href={url.track()}>its own page</a>, at any hour.
      </p>
      <form class="stack" method="post" action={url.contact()} novalidate>
        <Tokens form={form} />
        <SelectField
          form={form}
          name="topic"
          label="What is it about?"
          known={known.topic}
          choices={Object.entries(topics).map(([value, about]) => ({ value, label: alone(about) }))}
        />
        <TextField
          form={form}
          name="number"
          label="Order number"
          hint="If it is about one: it looks like CB-7F3K-29QX."
          known={known.number}
          required={false}
          width="middle"
          autocomplete="off"
          spellcheck="false"
          maxlength={20}
        />
        <TextArea
          form={form}
          name="message"
          label="Your question"
          hint="Up to 5,000 characters. Leave out passwords and card numbers: we never need them."
          rows={8}
          maxlength={5000}
        />
        <TextField form={form} name="name" label="Your name" known={known.name} required={false} autocomplete="name" />
        <TextField
          form={form}
          name="email"
          label="Your e-mail"
          hint="Used for the answer and for nothing else."
          type="email"
          known={known.email}
          autocomplete="email"
          spellcheck="false"
        />
        <button type="submit" class="btn primary">
          Send question
        </button>
      </form>
    </>
  );
}
