/** In dots: twice the drawing, which is what messengers and reading programs ask for at least. */
export const pngSize = { width: 600, height: 900 } as const;
