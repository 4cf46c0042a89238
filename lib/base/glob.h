/* base/glob.h - names against patterns with * and ?. */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/span.h"

/* Does the whole of `text` fit? '*' is any number of bytes, '/' among them, '?' one byte, anything else itself. Linear
 * in the text for each star at most. */
bool glob_fits(struct span pattern, struct span text);
/* The same with letters of ASCII alike in both cases. */
bool glob_fits_folded(struct span pattern, struct span text);

#endif
