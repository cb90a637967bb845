/** Why a file cannot be imported at all, in a sentence for whoever wants to. */
export class FileFault extends Error {
  override name = 'FileFault';
}
