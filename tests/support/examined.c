/* tests/support/examined.c - archives made by hand, and one examination of each. */
#include "examined.h"

#include <stdio.h>

static void octal(char *field, size_t n, uint64_t v)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%0*llo", (int)n - 1, (unsigned long long)v);
	memcpy(field, text, n - 1);
}

void tar_member(struct buf *b, const char *path, char type, const char *link, struct span body)
{
	static const uint8_t zeros[512];
	char h[512] = { 0 };
	unsigned sum = 0;

	memcpy(h, path, strlen(path));
	octal(h + 100, 8, 0644);
	octal(h + 108, 8, 7);
	octal(h + 116, 8, 8);
	octal(h + 124, 12, body.n);
	octal(h + 136, 12, 1700000000);
	memset(h + 148, ' ', 8);
	h[156] = type;
	memcpy(h + 157, link, strlen(link));
	memcpy(h + 257, "ustar", 6);
	memcpy(h + 263, "00", 2);
	for (size_t i = 0; i < sizeof h; i++)
		sum += (unsigned char)h[i];
	octal(h + 148, 7, sum);
	add(b, span_make(h, sizeof h));
	add(b, body);
	add(b, span_make(zeros, (512 - body.n % 512) % 512));
}

void tar_end(struct buf *b)
{
	static const uint8_t zeros[1024];

	add(b, span_make(zeros, sizeof zeros));
}

void small_tar(struct buf *b)
{
	tar_member(b, "./", '5', "", SPAN_NONE);
	tar_member(b, "usr/bin/tool", '0', "", span_of("#!/bin/sh\n"));
	tar_member(b, "etc/", '5', "", SPAN_NONE);
	tar_member(b, "etc/twice", '0', "", span_of("first"));
	tar_member(b, "bin", '2', "usr/bin", SPAN_NONE);
	tar_member(b, "odd\tname\\\n", '0', "", SPAN_NONE);
	tar_member(b, "etc/twice", '0', "", span_of("second one"));
	tar_member(b, "etc/hard", '1', "etc/twice", SPAN_NONE);
	tar_end(b);
}

struct digest sha256_of(struct span s)
{
	struct fault f = FAULT_INIT;
	struct digest d;

	must(hash_span(&d, DIGEST_SHA256, s, &f));
	return d;
}

const char small_listing[SMALL_LISTING + 1] = LINE("d", "0", ".") LINE("l", "0", "bin\tusr/bin")
        LINE("d", "0", "etc") LINE("h", "0", "etc/hard\tetc/twice") FILE_LINE("5", SHA_FIRST, "etc/twice")
                FILE_LINE("10", SHA_SECOND, "etc/twice") FILE_LINE("0", SHA_EMPTY, "odd\\tname\\\\\\n")
                        FILE_LINE("10", SHA_TOOL, "usr/bin/tool");

struct place place_of(enum role role)
{
	return (struct place){ .role = role };
}

void examine_in(struct exam *e, const struct place *place, enum depth depth, struct span bytes,
                size_t piece, const struct limits *limits)
{
	static const struct limits standard = LIMITS_DEFAULT;
	OWNED(examiner) struct examiner *x = NULL;
	OWNED(stream) struct stream *body = NULL;
	struct fault f = FAULT_INIT;

	memset(e, 0, sizeof *e);
	must(examiner_new(&x, limits != NULL ? limits : &standard, depth, &f));
	must(stream_of_span(&body, bytes, piece, &f));
	must(examine(x, place, body, e, &f));
	assert_true(e->read);
	assert_int_equal(e->bytes, bytes.n);
	if (bytes.n < 1 << 22) {
		struct digest want = sha256_of(bytes);

		assert_true(digest_eq(&e->sha256, &want));
	}
}

void examine_as(struct exam *e, enum role role, struct span bytes)
{
	struct place place = place_of(role);

	examine_in(e, &place, DEPTH_FULL, bytes, 0, NULL);
}

const struct exam_note *only_note(const struct exam *e, enum finding_code code)
{
	if (e->notes.n != 1 || e->notes.v[0].code != code)
		fail_msg("%zu notes, the first \"%s\"; expected one, %s", e->notes.n,
		         e->notes.n > 0 ? e->notes.v[0].text : "", finding_kind(code)->code);
	assert_true(e->notes.v[0].text[0] != '\0');
	return &e->notes.v[0];
}

void check_listing(const struct exam *e, const char *want)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct fault f = FAULT_INIT;

	must(xfrm_unpack(&text, buf_span(&e->listing), 1 << 20, &f));
	assert_string_equal(buf_cstr(&text), want);
}

void check_small_layer(const struct exam *e, enum form form, struct span tar)
{
	struct digest diff = sha256_of(tar);

	assert_int_equal(e->form, form);
	assert_true(e->has_diff_id && digest_eq(&e->diff_id, &diff));
	assert_true(e->inflated_whole && e->is_tar);
	assert_int_equal(e->inflated, tar.n);
	assert_int_equal(e->entries, 8);
	assert_int_equal(e->members, form == FORM_TAR ? 0 : 1);
	assert_int_equal(e->trailing, 0);
	assert_int_equal(e->notes.n, 0);
	assert_null(e->document);
	assert_int_equal(e->head.n, 0);
	assert_true(digest_eq(&e->named, &e->sha256));
	check_listing(e, small_listing);
}
