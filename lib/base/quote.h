/*
 * base/quote.h - names from evidence made safe to show.
 *
 * Visible form: printable UTF-8 stays; control characters, bidirectional controls, zero-width and
 * other invisible characters become \u{XX}; bytes that are not UTF-8 become \xNN; a backslash
 * becomes \\ so that the form can be read back without doubt.
 */
#ifndef BASE_QUOTE_H
#define BASE_QUOTE_H

#include "base/buf.h"

/* True when the visible form equals the bytes themselves. */
bool quote_plain(struct span raw);
int quote_visible(struct buf *out, struct span raw, struct fault *f) MUST_USE;
/* For text that holds visible forms already: what is hidden becomes visible, a backslash stays one. */
int quote_again(struct buf *out, struct span shown, struct fault *f) MUST_USE;
/* Visible form for fixed-size messages; cuts with "..." when it does not fit. Returns `out`. */
const char *quote_short(char *out, size_t size, struct span raw);
/* True for characters a reader cannot see or that change the order of others. */
bool quote_hidden(uint32_t cp);

/* May it stand in a command that somebody pastes into a shell, as one word and no option? A hostile name is told, never
 * typed. */
bool quote_pasted_safely(struct span s);

/* The word as a shell takes it: itself when plain, else 'quoted', else $'with escapes' (bash, zsh, ksh): nothing in it
 * is run, and it stands on one line. */
int quote_shell(struct buf *out, struct span word, struct fault *f) MUST_USE;

#endif
