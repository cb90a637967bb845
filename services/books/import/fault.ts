/** Why a file cannot be imported at all, in a sentence for whoever wants to. */
export class FileFault extends Error {
  override name = 'FileFault';
}

/** Something was asked for that this shop does not have. */
export class WishFault extends Error {
  override name = 'WishFault';
}
