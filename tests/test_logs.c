/* Lines of logs to events: samples as registries, proxies and collectors write them, in every wrapper. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "logs/logs.h"

#define HEX "605e84fc81c9a1aa94ca6f65d0ec9d2b791631700d44f07e4baba8f2e0717a09"
#define DIGEST "sha256:" HEX
#define DELETED "sha256:51f695390013d1cda5931ade28d3939e3219a2b0c4796b3c7a74c6d6d866a1bf"
#define STATE                                                                                      \
	"wXfweYEti2xlJr-ZHFw2cnRIRBpwzgUXfmvbHmQUdZV7Ik5hbWUiOiJ0ZWFtL2FwcCIsIlVVSUQiOiI0ZmZmOWUzMS0zYzNjLTQx" \
	"NDYtOTQ1OC1kZjk1NjNhYmM0OTgiLCJPZmZzZXQiOjEwNSwiU3RhcnRlZEF0IjoiMjAyNi0xMS0yM1QxODo0Njo1M1oifQ%3D%3D"
#define DELETE_LINE                                                                                \
	"127.0.0.1 - - [23/Nov/2026:18:51:07 +0000] \"DELETE /v2/team/app/manifests/" DELETED      \
	" HTTP/1.1\" 202 0 \"\" \"lab/1\""
#define DELETE_WRAPPED                                                                             \
	"127.0.0.1 - - [23/Nov/2026:18:51:07 +0000] \\\"DELETE /v2/team/app/manifests/" DELETED    \
	" HTTP/1.1\\\" 202 0 \\\"\\\" \\\"lab/1\\\""
#define DELETE_TELLS "manifest-delete team/app " DELETED " 2026-11-23T18:51:07Z 127.0.0.1"

/* What a line tells, as "event repository[:tag] digest [size] time actor@address", events by ';'. */
static const struct {
	const char *why, *text, *want;
	int not_understood;
} samples[] = {
	{ "delete by digest", DELETE_LINE "\n", DELETE_TELLS, 0 },
	{ "put by tag: a push, and the tag set",
	  "127.0.0.1 - - [23/Nov/2026:18:46:58 +0000] \"PUT /v2/team/app/manifests/1.0 HTTP/1.1\" 201 0 \"\" \"lab/1\"\n",
	  "push team/app:1.0 2026-11-23T18:46:58Z 127.0.0.1;tag-set team/app:1.0 2026-11-23T18:46:58Z 127.0.0.1", 0 },
	{ "commit of an upload: the state token gives the size",
	  "127.0.0.1 - - [23/Nov/2026:18:46:55 +0000] \"PUT /v2/team/app/blobs/uploads/"
	  "4fff9e31-3c3c-4146-9458-df9563abc498?_state=" STATE "&digest=" DIGEST " HTTP/1.1\" 201 0 \"\" \"lab/1\"\n",
	  "upload-commit team/app " DIGEST " 105 2026-11-23T18:46:55Z 127.0.0.1", 0 },
	{ "mount, percent-encoded",
	  "127.0.0.1 - - [23/Nov/2026:19:05:14 +0000] \"POST /v2/t/b/blobs/uploads/?from=t%2Fa&mount=sha256%3A" HEX
	  " HTTP/1.1\" 201 0 \"\" \"skopeo/1.9.3\"\n",
	  "mount t/b " DIGEST " 2026-11-23T19:05:14Z 127.0.0.1", 0 },
	{ "pull of a manifest tells its size; nginx names the user",
	  "10.0.0.7 - alice [23/Nov/2026:20:47:01 +0200] \"GET /v2/team/app/manifests/1.0 HTTP/1.1\" 200 730 \"-\" \"docker/28\"\n",
	  "pull team/app:1.0 730 2026-11-23T18:47:01Z alice@10.0.0.7", 0 },
	{ "a delete that was refused is a failed request",
	  "127.0.0.1 - - [23/Nov/2026:18:51:09 +0000] \"DELETE /v2/team/app/manifests/1.0 HTTP/1.1\" 400 98 \"\" \"lab/1\"\n",
	  "request-failed team/app:1.0 2026-11-23T18:51:09Z 127.0.0.1", 0 },
	{ "Traefik's line has more behind",
	  "10.1.1.1 - - [23/Nov/2026:18:51:07 +0000] \"DELETE /v2/team/app/manifests/" DELETED
	  " HTTP/1.1\" 202 0 \"-\" \"lab/1\" 17 \"registry@docker\" \"http://172.17.0.2:5000\" 3ms\n",
	  "manifest-delete team/app " DELETED " 2026-11-23T18:51:07Z 10.1.1.1", 0 },
	{ "Traefik as JSON",
	  "{\"ClientHost\":\"10.1.1.1\",\"ClientUsername\":\"bob\",\"DownstreamStatus\":202,\"RequestMethod\":\"DELETE\","
	  "\"RequestPath\":\"/v2/team/app/manifests/" DELETED "\",\"StartUTC\":\"2026-11-23T18:51:07.25Z\"}\n",
	  "manifest-delete team/app " DELETED " 2026-11-23T18:51:07.25Z bob@10.1.1.1", 0 },
	{ "the registry's own text log",
	  "time=\"2026-11-23T18:51:07.370337783Z\" level=info msg=\"response completed\" go.version=go1.19.8 "
	  "http.request.host=\"127.0.0.1:5100\" http.request.method=DELETE http.request.remoteaddr=\"127.0.0.1:55410\" "
	  "http.request.uri=\"/v2/team/app/manifests/" DELETED "\" http.request.useragent=lab/1 "
	  "http.response.status=202 http.response.written=0\n",
	  "manifest-delete team/app " DELETED " 2026-11-23T18:51:07.370337783Z 127.0.0.1", 0 },
	{ "the same as JSON, with the user of 3.x",
	  "{\"auth.user.name\":\"eve\",\"http.request.method\":\"DELETE\",\"http.request.remoteaddr\":\"10.9.9.9:1\","
	  "\"http.request.uri\":\"/v2/team/app/manifests/" DELETED "\",\"http.response.status\":202,\"level\":\"info\","
	  "\"msg\":\"response completed\",\"time\":\"2026-11-23T18:51:07Z\"}\n",
	  "manifest-delete team/app " DELETED " 2026-11-23T18:51:07Z eve@10.9.9.9", 0 },
	{ "a rejected upload names its true digest",
	  "time=\"2026-11-23T18:51:07Z\" level=error msg=\"canonical digest does match provided digest\" canonical=\"" DIGEST
	  "\" http.request.uri=\"/v2/team/app/blobs/uploads/4fff9e31?_state=x\" provided=\"" DELETED "\"\n",
	  "upload-rejected team/app " DIGEST " 2026-11-23T18:51:07Z ", 0 },
	{ "collection deletes a blob",
	  "time=\"2026-11-23T18:51:18.227808639Z\" level=info msg=\"Deleting blob: /docker/registry/v2/blobs/sha256/60/" HEX
	  "\" go.version=go1.19.8 service=registry\n",
	  "gc-delete " DIGEST " 2026-11-23T18:51:18.227808639Z ", 0 },
	{ "collection drops a tag's reference",
	  "time=\"2026-11-23T18:51:18Z\" level=info msg=\"deleting manifest tag reference: /docker/registry/v2/"
	  "repositories/team/app/_manifests/tags/2.0/index/sha256/" HEX "\" service=registry\n",
	  "gc-delete team/app:2.0 " DIGEST " 2026-11-23T18:51:18Z ", 0 },
	{ "plan of a collection, 2.8 with its trailing blank",
	  "team/app: marking manifest " DIGEST " \nmanifest eligible for deletion: " DELETED "\n\n"
	  "4 blobs marked, 3 blobs and 1 manifests eligible for deletion\n",
	  "gc-mark team/app " DIGEST " ;gc-eligible " DELETED " ;gc-summary  ", 0 },
	{ "plan of a collection, 3.1", "manifest eligible for deletion: {team/app " DELETED " [1.0 2.0]}\n",
	  "gc-eligible team/app " DELETED " ", 0 },
	{ "a purge names session and repository",
	  "time=\"2026-11-23T19:04:00Z\" level=info msg=\"Upload files in /docker/registry/v2/repositories/p/one/"
	  "_uploads/4fff9e31 have older date (2026-11-23 19:03:09 +0000 UTC) than purge date (x).  Removing upload directory.\"\n",
	  "upload-purge p/one 2026-11-23T19:04:00Z ", 0 },
	{ "Docker's json-file",
	  "{\"log\":\"" DELETE_WRAPPED "\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-23T18:51:07.9Z\"}\n", DELETE_TELLS, 0 },
	{ "Docker's json-file, a line in two parts",
	  "{\"log\":\"127.0.0.1 - - [23/Nov/2026:18:51:07 +0000] \",\"stream\":\"stdout\",\"time\":\"2026-11-23T18:51:07.9Z\"}\n"
	  "{\"log\":\"\\\"DELETE /v2/team/app/manifests/" DELETED " HTTP/1.1\\\" 202 0 \\\"\\\" \\\"lab/1\\\"\\n\","
	  "\"stream\":\"stdout\",\"time\":\"2026-11-23T18:51:07.9Z\"}\n", DELETE_TELLS, 0 },
	{ "CRI", "2026-11-23T18:51:07.9Z stdout F " DELETE_LINE "\n", DELETE_TELLS, 0 },
	{ "journald export",
	  "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795459867123456\nMESSAGE=" DELETE_LINE "\n_PID=1\n\n", DELETE_TELLS, 0 },
	{ "journald JSON; its time serves a line without one",
	  "{\"__REALTIME_TIMESTAMP\":\"1795459867123456\",\"MESSAGE\":\"manifest eligible for deletion: " DELETED "\"}\n",
	  "gc-eligible " DELETED " 2026-11-23T18:51:07.123456Z ", 0 },
	{ "a notification over many lines",
	  "{\n   \"events\": [\n      {\n         \"id\": \"1\",\n         \"timestamp\": \"2026-11-23T18:51:07.5Z\",\n"
	  "         \"action\": \"push\",\n         \"target\": {\n            \"mediaType\": "
	  "\"application/vnd.oci.image.manifest.v1+json\",\n            \"size\": 731,\n            \"digest\": \"" DIGEST "\",\n"
	  "            \"repository\": \"t/a\",\n            \"tag\": \"1\"\n         },\n         \"request\": {\n"
	  "            \"addr\": \"10.0.0.9:1\",\n            \"useragent\": \"skopeo/1\"\n         },\n         \"actor\": {\n"
	  "            \"name\": \"carol\"\n         },\n         \"source\": {}\n      }\n   ]\n}\n",
	  "push t/a:1 " DIGEST " 731 2026-11-23T18:51:07.5Z carol@10.0.0.9:1;"
	  "tag-set t/a:1 " DIGEST " 731 2026-11-23T18:51:07.5Z carol@10.0.0.9:1", 0 },
	{ "any text that names a digest", "image: reg.example/team/app@" DIGEST ", pinned\n", "mention " DIGEST " ", 0 },
	{ "a digest that goes on is none", "sha256:" HEX "0\n", "", 1 },
	{ "what nobody understands is counted", "hello world\n", "", 1 },
};

struct told {
	char text[4096];
	size_t n;
};

static int tell(void *user, const struct log_event *e, struct fault *f)
{
	struct told *t = (struct told *)user;
	char digest[DIGEST_TEXT] = "", time[WHEN_TEXT], size[24] = "", actor[80] = "";

	(void)f;
	if (digest_set(&e->digest))
		digest_text(digest, &e->digest);
	if (e->has_size)
		(void)snprintf(size, sizeof size, "%llu", (unsigned long long)e->size);
	if (e->actor.n > 0)
		(void)snprintf(actor, sizeof actor, "%.*s@", (int)e->actor.n, (const char *)e->actor.p);
	t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, "%s%s%s%.*s%s%.*s%s%s%s%s %s %s%.*s",
	                         t->n > 0 ? ";" : "", event_text(e->event), e->repository.n > 0 ? " " : "",
	                         (int)e->repository.n, (const char *)e->repository.p, e->tag.n > 0 ? ":" : "",
	                         (int)e->tag.n, (const char *)e->tag.p, digest[0] ? " " : "", digest,
	                         size[0] ? " " : "", size, when_text(time, e->time), actor, (int)e->address.n,
	                         (const char *)e->address.p);
	return 0;
}

/* Absent parts leave blanks: runs of them become one, those at an end none. */
static void squeeze(char *s)
{
	char *to = s, *start = s;

	for (; *s != '\0'; s++) {
		if (*s == ';' && to > start && to[-1] == ' ')
			to--;
		if (*s != ' ' || (to > start && to[-1] != ' '))
			*to++ = *s;
	}
	if (to > start && to[-1] == ' ')
		to--;
	*to = '\0';
}

static struct log_stats read_all(struct told *t, const char *text, size_t piece)
{
	struct fault f = FAULT_INIT;
	struct log_options o = LOG_OPTIONS;
	struct log_sink sink = { t, tell };
	struct log_reader *r;
	struct log_stats s;
	struct span rest = span_of(text);

	assert_int_equal(log_reader_new(&r, &o, &sink, &f), 0);
	while (rest.n > 0) {
		assert_int_equal(log_reader_feed(r, span_sub(rest, 0, piece), &f), 0);
		rest = span_from(rest, piece);
	}
	assert_int_equal(log_reader_finish(r, &f), 0);
	s = *log_reader_stats(r);
	log_reader_free(r);
	squeeze(t->text);
	return s;
}

static void each_sample_tells_what_it_says_in_any_chunking(void **state)
{
	static const size_t pieces[] = { 1, 7, 100000 };

	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
		for (size_t k = 0; k < 3; k++) {
			struct told t = { .n = 0 };
			struct log_stats s = read_all(&t, samples[i].text, pieces[k]);
			char want[4096];

			(void)snprintf(want, sizeof want, "%s", samples[i].want);
			squeeze(want);
			if (strcmp(t.text, want) != 0)
				fail_msg("%s (pieces of %zu): got \"%s\", want \"%s\"", samples[i].why, pieces[k],
				         t.text, want);
			if (s.not_understood != (uint64_t)samples[i].not_understood)
				fail_msg("%s: %d lines not understood", samples[i].why, (int)s.not_understood);
		}
}

static void a_line_without_end_is_read_and_one_too_long_is_counted(void **state)
{
	struct told t = { .n = 0 };
	struct log_stats s = read_all(&t, DELETE_LINE, 100000);
	size_t n = (2u << 20) + sizeof DELETE_LINE;
	char *big = (char *)malloc(n + 2);

	(void)state;
	assert_string_equal(t.text, DELETE_TELLS);
	assert_int_equal(s.lines, 1);
	assert_non_null(big);
	memset(big, 'x', n);
	memcpy(big + n - sizeof DELETE_LINE, "\n" DELETE_LINE, sizeof DELETE_LINE);
	big[n] = '\n';
	big[n + 1] = '\0';
	memset(&t, 0, sizeof t);
	s = read_all(&t, big, 4096);
	assert_string_equal(t.text, DELETE_TELLS);
	assert_int_equal(s.too_long, 1);
	assert_int_equal(s.lines, 2);
	free(big);
}

static void a_time_without_zone_is_told_by_the_option_alone(void **state)
{
	static const char text[] = "{\"request_method\":\"GET\",\"request_uri\":\"/v2/a/manifests/1\",\"status\":\"200\","
				   "\"timestamp\":\"2026-11-23 18:51:07\"}\n";
	struct fault f = FAULT_INIT;
	struct log_options o = LOG_OPTIONS;
	struct told t = { .n = 0 }, u = { .n = 0 };
	struct log_sink sink = { &u, tell };
	struct log_reader *r;

	(void)state;
	(void)read_all(&t, text, 100);
	assert_string_equal(t.text, "pull a:1");
	o.has_zone = true;
	o.zone = 9 * 3600;
	assert_int_equal(log_reader_new(&r, &o, &sink, &f), 0);
	assert_int_equal(log_reader_feed(r, span_of(text), &f), 0);
	assert_int_equal(log_reader_finish(r, &f), 0);
	log_reader_free(r);
	squeeze(u.text);
	assert_string_equal(u.text, "pull a:1 2026-11-23T09:51:07Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_sample_tells_what_it_says_in_any_chunking),
		cmocka_unit_test(a_line_without_end_is_read_and_one_too_long_is_counted),
		cmocka_unit_test(a_time_without_zone_is_told_by_the_option_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
