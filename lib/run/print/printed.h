/* run/print/printed.h - the forked process that becomes the program which prints. */
#ifndef RUN_PRINT_PRINTED_H
#define RUN_PRINT_PRINTED_H

#include <stdbool.h>

/* A page from `in`, the PDF to `out`; 0 is its status only when it printed. A browser, or weasyprint. */
void run_printed_become(const char *path, bool browser, int in, int out) __attribute__((noreturn));
/* fontconfig's list asked for a font with Japanese letters: 0 there is one, 1 none, 127 it could not be asked. */
void run_printed_ask_fonts(const char *tool) __attribute__((noreturn));

#endif
