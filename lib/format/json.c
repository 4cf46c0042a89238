/* format/json.c - a second reader's opinion. This file alone knows jansson. */
#include "format/format.h"
#include "format/json_scan.h"

#include <jansson.h>
#include <stdio.h>

/* jansson accepts repeated keys by default (the last one counts); it refuses NUL in strings unless
 * allowed, lone surrogates and integers beyond 64 bits: what it refuses others may too. */
int json_second_opinion(struct span in, char why[160], struct fault *f)
{
	json_error_t error;
	json_t *doc = json_loadb((const char *)in.p, in.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);

	if (doc != NULL) {
		json_decref(doc);
		return 0;
	}
	if (json_error_code(&error) == json_error_out_of_memory)
		return fault_memory(f, in.n);
	(void)snprintf(why, 160, "%.100s (byte %d)", error.text, error.position);
	return 1;
}

const char *format_libraries(void)
{
	return "jansson " JANSSON_VERSION;
}
