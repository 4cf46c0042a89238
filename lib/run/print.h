/*
 * run/print.h - the report's page on paper: an installed browser or weasyprint, started by a process of ours that was
 * forked before this one confined itself, prints report.html as PDF. As nobody where we are root, without network
 * where the kernel lets us, in a folder of its own below TMPDIR (/tmp where that user may not write there, or where it is no address of a page) that is gone
 * when it ends.
 */
#ifndef RUN_PRINT_H
#define RUN_PRINT_H

#include "report/report.h"

struct run_printer;

/* Does this list of formats need one? */
bool run_printer_needed(const char *formats);
/* The first of chromium, chromium-browser, google-chrome and weasyprint below /usr/local/bin, /usr/bin and /bin. FAULT_USAGE
 * when none is there, or when `lang` (of the report; NULL: en) is ja and fontconfig has no font with Japanese letters: says
 * what to install, and how to print the page elsewhere. */
int run_printer_start(struct run_printer **out, const char *lang, struct fault *f) MUST_USE;
/* Prints `page`, open for reading, once. FAULT_IO when the program failed or gave no PDF. */
int run_printer_print(struct run_printer *x, int page, const struct report_sink *to, const struct watch *watch, struct fault *f) MUST_USE;
void run_printer_end(struct run_printer *x); /* also in the middle: the program is told to stop */

#endif
