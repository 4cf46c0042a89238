/*
 * tests/test_logs.c - lines in, events out. Sample lines are those of registries, as observed; what is
 * expected of them is written by hand, one line an event (see put_event). Every text is read whole, byte by
 * byte and in chunks of seven, and must give the same.
 */
#include "logs/logs.h"
#include "base/buf.h"
#include "support/cmocka.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define D605 "sha256:605e84fc81c9a1aa94ca6f65d0ec9d2b791631700d44f07e4baba8f2e0717a09"
#define D51F "sha256:51f695390013d1cda5931ade28d3939e3219a2b0c4796b3c7a74c6d6d866a1bf"
#define D118 "sha256:1181b751caaf96f09a105aca319a4323b724f78400ea965ca541acc72daac663"
#define DC2E "sha256:c2e03657f17b29944c871e35e0cde499649ed505b54b62a55b6665ac14e25545"
#define DC48 "sha256:c485b5b76f513cfec0a067b1a46b32ae10d553fdf69c413fbbb221cef17397e3"
#define D343 "sha256:34389d80ec6369125803d085ab2494e18e38c5ef5863b1417601dc61f9d86ac4"
#define DABE "sha256:abefe77f06d479459296e1ee31a5e92a0aa03a4e1c0044753a67209670066d62"
#define HEX(d) (d + 7)
#define TIME "[23/Nov/2026:18:51:07 +0000]"

static const struct limits limits = LIMITS_DEFAULT;

static void put(struct buf *b, const char *name, struct span s)
{
	struct fault f = FAULT_INIT;

	if (s.n > 0)
		assert_int_equal(buf_printf(b, &f, " %s=%.*s", name, (int)s.n, (const char *)s.p), 0);
}

static void put_digest(struct buf *b, const char *name, const struct digest *d)
{
	char text[DIGEST_TEXT];

	(void)digest_text(text, d);
	if (digest_set(d))
		put(b, name, span_make(text + strlen(digest_alg_name((enum digest_alg)d->alg)) + 1, 6));
}

/* kind/family/object time and whatever is set; digests by their first six digits; @ the line. */
static void put_event(struct buf *b, const struct log_event *e)
{
	char time[WHEN_TEXT], text[128];
	struct fault f = FAULT_INIT;

	assert_int_equal(buf_printf(b, &f, "%s/%s/%s", log_event_text(e->kind), log_family_text(e->family),
	                            log_object_text(e->object)), 0);
	put(b, "t", span_of(when_text(time, e->time)));
	put(b, "repo", e->repository);
	put(b, "from", e->from_repository);
	put(b, "tag", e->tag);
	put(b, "up", e->upload);
	put_digest(b, "d", &e->digest);
	put_digest(b, "parent", &e->parent);
	if (digest_set(&e->parent) && e->kind == LOG_EVENT_REFERENCE) {
		(void)snprintf(text, sizeof text, "%" PRIu32, e->position);
		put(b, "pos", span_of(text));
	}
	put_digest(b, "promised", &e->provided);
	if (e->has_size) {
		(void)snprintf(text, sizeof text, "%" PRIu64, e->size);
		put(b, "size", span_of(text));
	}
	put(b, "started", span_of(when_text(time, e->started)));
	put(b, "by", e->actor);
	put(b, "ip", e->address);
	put(b, "ua", e->agent);
	put(b, "m", e->method);
	put(b, "type", e->media_type);
	put(b, "said", e->detail);
	if (e->number[0] + e->number[1] + e->number[2] > 0) {
		(void)snprintf(text, sizeof text, "%" PRIu64 ",%" PRIu64 ",%" PRIu64, e->number[0],
		               e->number[1], e->number[2]);
		put(b, "n", span_of(text));
	}
	if (e->status != 0) {
		(void)snprintf(text, sizeof text, "%d", e->status);
		put(b, "st", span_of(text));
	}
	assert_int_equal(buf_printf(b, &f, " @%" PRIu64 "\n", e->at.line), 0);
}

static void drain(struct log_reader *r, struct buf *out)
{
	struct fault f = FAULT_INIT;
	struct log_event e;
	int rc;

	while ((rc = log_reader_next(r, &e, &f)) == 0)
		put_event(out, &e);
	assert_int_equal(rc, LOG_END);
}

static void read_in(struct span text, size_t chunk, const struct log_options *o, struct buf *out,
                    struct log_stats *stats)
{
	OWNED(log_reader) struct log_reader *r = NULL;
	struct fault f = FAULT_INIT;

	assert_int_equal(log_reader_new(&r, o, &limits, NULL, &f), 0);
	for (size_t at = 0; at < text.n; at += chunk) {
		struct span part = span_sub(text, at, chunk), copy;

		assert_int_equal(span_dup(part, &copy, &f), 0); /* the reader keeps nothing of it */
		assert_int_equal(log_reader_feed(r, copy, &f), 0);
		free((void *)(uintptr_t)copy.p);
		drain(r, out);
	}
	assert_int_equal(log_reader_finish(r, &f), 0);
	drain(r, out);
	*stats = *log_reader_stats(r);
}

static void same_stats(const struct log_stats *a, const struct log_stats *b)
{
	assert_int_equal(a->physical, b->physical);
	assert_int_equal(a->lines, b->lines);
	assert_int_equal(a->understood, b->understood);
	assert_int_equal(a->mentions, b->mentions);
	assert_int_equal(a->not_understood, b->not_understood);
	assert_int_equal(a->too_long, b->too_long);
	assert_int_equal(a->events, b->events);
	assert_int_equal(a->gc_style, b->gc_style);
	assert_int_equal(a->samples, b->samples);
	for (size_t i = 0; i < a->samples; i++) {
		assert_memory_equal(&a->sample[i].at, &b->sample[i].at, sizeof a->sample[i].at);
		assert_int_equal(a->sample[i].n, b->sample[i].n);
		assert_memory_equal(a->sample[i].text, b->sample[i].text, a->sample[i].n);
	}
	for (size_t i = 0; i < LOG_CLASS_COUNT; i++) {
		const struct log_coverage *x = &a->coverage[i], *y = &b->coverage[i];

		assert_int_equal(x->lines, y->lines);
		assert_int_equal(x->backwards, y->backwards);
		assert_int_equal(when_cmp(x->first, y->first), 0);
		assert_int_equal(when_cmp(x->last, y->last), 0);
		assert_int_equal(when_cmp(x->hole_from, y->hole_from), 0);
		assert_int_equal(when_cmp(x->hole_to, y->hole_to), 0);
	}
}

/* Reads in every chunking; the events of all must be `want`. */
static struct log_stats expect_with(const struct log_options *o, struct span text, const char *want)
{
	static const size_t chunks[] = { SIZE_MAX / 2, 1, 7 };
	struct log_stats stats, first;

	for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
		OWNED(buf) struct buf got = BUF_INIT;

		memset(&stats, 0, sizeof stats);
		read_in(text, chunks[i] > text.n ? text.n + 1 : chunks[i], o, &got, &stats);
		if (strcmp(buf_cstr(&got), want) != 0)
			fail_msg("chunks of %zu\nwant\n%sgot\n%s", chunks[i], want, buf_cstr(&got));
		if (i == 0)
			first = stats;
		same_stats(&first, &stats);
		assert_int_equal(stats.lines, stats.understood + stats.mentions + stats.not_understood +
		                                      stats.too_long);
	}
	return first;
}

static struct log_stats expect(const char *text, const char *want)
{
	return expect_with(&(struct log_options){ 0 }, span_of(text), want);
}

/* ---- access logs ----------------------------------------------------------------------------------------------- */

static void access_lines_of_a_registry(void **state)
{
	struct log_stats s = expect(
		"127.0.0.1 - - [23/Nov/2026:18:46:53 +0000] \"POST /v2/team/app/blobs/uploads/ HTTP/1.1\" 202 0 \"\" \"lab/1\"\n"
		"127.0.0.1 - - [23/Nov/2026:18:46:55 +0000] \"PUT /v2/team/app/blobs/uploads/4fff9e31-3c3c-4146-9458-df9563abc498?_state=wXfweYEti2xlJr-ZHFw2cnRIRBpwzgUXfmvbHmQUdZV7Ik5hbWUiOiJ0ZWFtL2FwcCIsIlVVSUQiOiI0ZmZmOWUzMS0zYzNjLTQxNDYtOTQ1OC1kZjk1NjNhYmM0OTgiLCJPZmZzZXQiOjEwNSwiU3RhcnRlZEF0IjoiMjAyNi0xMS0yM1QxODo0Njo1M1oifQ%3D%3D&digest=sha256:605e84fc81c9a1aa94ca6f65d0ec9d2b791631700d44f07e4baba8f2e0717a09 HTTP/1.1\" 201 0 \"\" \"lab/1\"\n"
		"127.0.0.1 - - [23/Nov/2026:18:46:58 +0000] \"PUT /v2/team/app/manifests/1.0 HTTP/1.1\" 201 0 \"\" \"lab/1\"\n"
		"127.0.0.1 - - [23/Nov/2026:18:47:01 +0000] \"GET /v2/team/app/manifests/1.0 HTTP/1.1\" 200 730 \"\" \"lab/1\"\n"
		"127.0.0.1 - - [23/Nov/2026:18:47:02 +0000] \"GET /v2/team/app/blobs/sha256:605e84fc81c9a1aa94ca6f65d0ec9d2b791631700d44f07e4baba8f2e0717a09 HTTP/1.1\" 200 105 \"\" \"lab/1\"\n"
		"127.0.0.1 - - [23/Nov/2026:18:51:07 +0000] \"DELETE /v2/team/app/manifests/sha256:51f695390013d1cda5931ade28d3939e3219a2b0c4796b3c7a74c6d6d866a1bf HTTP/1.1\" 202 0 \"\" \"lab/1\"\n"
		"127.0.0.1 - - [23/Nov/2026:18:51:09 +0000] \"DELETE /v2/team/app/manifests/1.0 HTTP/1.1\" 400 98 \"\" \"lab/1\"\n"
		"127.0.0.1 - - [23/Nov/2026:19:05:14 +0000] \"POST /v2/t/b/blobs/uploads/?from=t%2Fa&mount=sha256%3A39cb303fa713e25436b31b1fbd2a4cd4d4c168a1c961db99bfa24e8f03fde9bf HTTP/1.1\" 201 0 \"\" \"skopeo/1.9.3\"\n",
		"upload-start/access/upload t=2026-11-23T18:46:53Z repo=team/app ip=127.0.0.1 ua=lab/1 m=POST st=202 @1\n"
		"upload-commit/access/blob t=2026-11-23T18:46:55Z repo=team/app up=4fff9e31-3c3c-4146-9458-df9563abc498 d=605e84 size=105 started=2026-11-23T18:46:53Z ip=127.0.0.1 ua=lab/1 m=PUT st=201 @2\n"
		"push/access/manifest t=2026-11-23T18:46:58Z repo=team/app tag=1.0 ip=127.0.0.1 ua=lab/1 m=PUT st=201 @3\n"
		"tag-set/access/tag t=2026-11-23T18:46:58Z repo=team/app tag=1.0 ip=127.0.0.1 ua=lab/1 m=PUT st=201 @3\n"
		"pull/access/manifest t=2026-11-23T18:47:01Z repo=team/app tag=1.0 size=730 ip=127.0.0.1 ua=lab/1 m=GET st=200 @4\n"
		"pull/access/blob t=2026-11-23T18:47:02Z repo=team/app d=605e84 size=105 ip=127.0.0.1 ua=lab/1 m=GET st=200 @5\n"
		"manifest-delete/access/manifest t=2026-11-23T18:51:07Z repo=team/app d=51f695 ip=127.0.0.1 ua=lab/1 m=DELETE st=202 @6\n"
		"request-failed/access/manifest t=2026-11-23T18:51:09Z repo=team/app tag=1.0 ip=127.0.0.1 ua=lab/1 m=DELETE st=400 @7\n"
		"mount/access/blob t=2026-11-23T19:05:14Z repo=t/b from=t/a d=39cb30 ip=127.0.0.1 ua=skopeo/1.9.3 m=POST st=201 @8\n");
	const struct log_coverage *api = &s.coverage[LOG_CLASS_API];

	(void)state;
	assert_int_equal(s.understood, 8);
	assert_int_equal(api->lines, 8);
	assert_int_equal(api->last.sec - api->first.sec, 18 * 60 + 21);
	assert_int_equal(api->hole_to.sec - api->hole_from.sec, 14 * 60 + 5);
	assert_int_equal(s.coverage[LOG_CLASS_NETWORK].lines, 0);
}

static void access_lines_of_proxies(void **state)
{
	struct log_stats s = expect(
		/* nginx with basic-auth user */
		"10.0.0.9 - ci-bot " TIME " \"PUT /v2/team/app/manifests/" D51F " HTTP/1.1\" 201 5 \"-\" \"docker/28.5.2 go/go1.24 \\x22q\\x22\"\n"
		/* a user with a blank; nginx does not quote it */
		"10.0.0.9 - Ann Lee " TIME " \"HEAD /v2/team/app/manifests/1.0 HTTP/2.0\" 200 0 \"-\" \"-\"\r\n"
		/* Apache vhost_combined */
		"reg.example:443 10.0.0.8 - bob " TIME " \"GET /v2/team/app/tags/list HTTP/1.1\" 200 31 \"-\" \"curl/8\"\n"
		/* Traefik */
		"172.17.0.1 - alice " TIME " \"PATCH /v2/team/app/blobs/uploads/u-1 HTTP/1.1\" 202 - \"-\" \"containerd/2.1.9\" 42 \"reg@docker\" \"http://172.17.0.2:5000\" 12ms\n"
		/* the common form, another API, a broken request, IPv6, a redirected pull */
		"10.0.0.7 - - " TIME " \"DELETE /v2/team/app/blobs/uploads/u-1 HTTP/1.1\" 204 0\n"
		"10.0.0.7 - - " TIME " \"DELETE /api/v2.0/projects/p/repositories/app/artifacts/sha256%3A51f695390013d1cda5931ade28d3939e3219a2b0c4796b3c7a74c6d6d866a1bf HTTP/1.1\" 200 0 \"-\" \"-\"\n"
		"10.0.0.7 - - " TIME " \"-\" 400 0 \"-\" \"-\"\n"
		"::1 - - " TIME " \"GET /v2/team/app/blobs/" D605 "?x=1 HTTP/1.1\" 307 0 \"\" \"oras/1.3.3\"\n"
		"::1 - - " TIME " \"GET /v2/ HTTP/1.1\" 401 87 \"\" \"docker/28\"\n"
		"::1 - - " TIME " \"HEAD /v2/team/app/blobs/" D605 " HTTP/1.1\" 404 0 \"\" \"docker/28\"\n"
		"::1 - - " TIME " \"DELETE /v2/team/app/manifests/2.0 HTTP/1.1\" 202 0 \"\" \"oras/1\"\n"
		"::1 - - " TIME " \"DELETE /v2/team/app/blobs/" D605 " HTTP/1.1\" 202 0 \"\" \"oras/1\"\n",
		"push/access/manifest t=2026-11-23T18:51:07Z repo=team/app d=51f695 by=ci-bot ip=10.0.0.9 ua=docker/28.5.2 go/go1.24 \"q\" m=PUT st=201 @1\n"
		"pull/access/manifest t=2026-11-23T18:51:07Z repo=team/app tag=1.0 by=Ann Lee ip=10.0.0.9 m=HEAD st=200 @2\n"
		"upload-data/access/upload t=2026-11-23T18:51:07Z repo=team/app up=u-1 by=alice ip=172.17.0.1 ua=containerd/2.1.9 m=PATCH st=202 @4\n"
		"upload-cancel/access/upload t=2026-11-23T18:51:07Z repo=team/app up=u-1 ip=10.0.0.7 m=DELETE st=204 @5\n"
		"mention/access/ t=2026-11-23T18:51:07Z d=51f695 ip=10.0.0.7 m=DELETE st=200 @6\n"
		"pull/access/blob t=2026-11-23T18:51:07Z repo=team/app d=605e84 ip=::1 ua=oras/1.3.3 m=GET st=307 @8\n"
		"auth-failed/access/ t=2026-11-23T18:51:07Z ip=::1 ua=docker/28 m=GET st=401 @9\n"
		"request-failed/access/blob t=2026-11-23T18:51:07Z repo=team/app d=605e84 ip=::1 ua=docker/28 m=HEAD st=404 @10\n"
		"tag-delete/access/tag t=2026-11-23T18:51:07Z repo=team/app tag=2.0 ip=::1 ua=oras/1 m=DELETE st=202 @11\n"
		"blob-delete/access/blob t=2026-11-23T18:51:07Z repo=team/app d=605e84 ip=::1 ua=oras/1 m=DELETE st=202 @12\n");

	(void)state;
	assert_int_equal(s.understood, 12);
	assert_int_equal(s.coverage[LOG_CLASS_API].lines, 10);
	assert_int_equal(s.coverage[LOG_CLASS_NETWORK].lines, 6);
}

/* A token that speaks of another upload, that is no base64, that is no JSON: the line without it. */
static void a_state_token_is_believed_only_of_its_upload(void **state)
{
	(void)state;
	(void)expect("a - - " TIME " \"PUT /v2/team/other/blobs/uploads/4fff9e31-3c3c-4146-9458-df9563abc498?_state=wXfweYEti2xlJr-ZHFw2cnRIRBpwzgUXfmvbHmQUdZV7Ik5hbWUiOiJ0ZWFtL2FwcCIsIlVVSUQiOiI0ZmZmOWUzMS0zYzNjLTQxNDYtOTQ1OC1kZjk1NjNhYmM0OTgiLCJPZmZzZXQiOjEwNSwiU3RhcnRlZEF0IjoiMjAyNi0xMS0yM1QxODo0Njo1M1oifQ%3D%3D&digest=" D605 " HTTP/1.1\" 201 0\n"
	             "a - - " TIME " \"PUT /v2/t/a/blobs/uploads/u?_state=%%%&digest=" D605 " HTTP/1.1\" 201 0\n"
	             "a - - " TIME " \"PUT /v2/t/a/blobs/uploads/u?_state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB7&digest=" D605 " HTTP/1.1\" 201 0\n",
	             "upload-commit/access/blob t=2026-11-23T18:51:07Z repo=team/other up=4fff9e31-3c3c-4146-9458-df9563abc498 d=605e84 ip=a m=PUT st=201 @1\n"
	             "upload-commit/access/blob t=2026-11-23T18:51:07Z repo=t/a up=u d=605e84 ip=a m=PUT st=201 @2\n"
	             "upload-commit/access/blob t=2026-11-23T18:51:07Z repo=t/a up=u d=605e84 ip=a m=PUT st=201 @3\n");
}

static void json_access_lines(void **state)
{
	struct log_stats s = expect(
		"{\"ClientAddr\":\"10.1.2.3:4711\",\"ClientHost\":\"10.1.2.3\",\"ClientUsername\":\"alice\",\"DownstreamContentSize\":0,\"DownstreamStatus\":201,\"RequestMethod\":\"PUT\",\"RequestPath\":\"/v2/team/app/manifests/1.0\",\"StartUTC\":\"2026-11-23T18:46:58.721385497Z\",\"level\":\"info\",\"msg\":\"\",\"request_User-Agent\":\"docker/28.5.2\",\"time\":\"2026-11-23T18:46:58Z\"}\n"
		"{\"remote_addr\":\"10.1.2.4\",\"remote_user\":\"-\",\"time_iso8601\":\"2026-11-23T19:46:58+01:00\",\"request\":\"GET /v2/team/app/blobs/" D605 " HTTP/1.1\",\"status\":\"200\",\"body_bytes_sent\":\"105\",\"http_user_agent\":\"oras/1\"}\n"
		"{\"level\":\"info\",\"ts\":1795459618.25,\"request\":{\"remote_ip\":\"10.1.2.5\",\"method\":\"DELETE\",\"uri\":\"/v2/team/app/manifests/" D51F "\"},\"user_id\":\"bob\",\"status\":202,\"size\":0}\n",
		"push/access-json/manifest t=2026-11-23T18:46:58.721385497Z repo=team/app tag=1.0 by=alice ip=10.1.2.3 ua=docker/28.5.2 m=PUT st=201 @1\n"
		"tag-set/access-json/tag t=2026-11-23T18:46:58.721385497Z repo=team/app tag=1.0 by=alice ip=10.1.2.3 ua=docker/28.5.2 m=PUT st=201 @1\n"
		"pull/access-json/blob t=2026-11-23T18:46:58Z repo=team/app d=605e84 size=105 ip=10.1.2.4 ua=oras/1 m=GET st=200 @2\n"
		"manifest-delete/access-json/manifest t=2026-11-23T18:46:58.25Z repo=team/app d=51f695 by=bob ip=10.1.2.5 m=DELETE st=202 @3\n");

	(void)state;
	assert_int_equal(s.family[LOG_ACCESS_JSON], 3);
	assert_int_equal(s.coverage[LOG_CLASS_NETWORK].lines, 3);
}

/* ---- the registry's own log --------------------------------------------------------------------------------------- */

static void app_lines_give_what_access_lines_give(void **state)
{
	struct log_stats s = expect(
		"time=\"2026-11-23T18:51:07.370337783Z\" level=info msg=\"response completed\" go.version=go1.19.8 http.request.host=\"127.0.0.1:5100\" http.request.id=6007f186-6456-4b5b-99b7-21ec48b650e3 http.request.method=DELETE http.request.remoteaddr=\"127.0.0.1:55410\" http.request.uri=\"/v2/team/app/manifests/sha256:51f695390013d1cda5931ade28d3939e3219a2b0c4796b3c7a74c6d6d866a1bf\" http.request.useragent=lab/1 http.response.duration=3.498298ms http.response.status=202 http.response.written=0\n"
		"time=\"2026-11-23T18:46:58.721385497Z\" level=info msg=\"response completed\" go.version=go1.19.8 http.request.contenttype=application/vnd.docker.distribution.manifest.v2+json http.request.host=\"127.0.0.1:5100\" http.request.id=ac89338c-214d-48b3-838e-bc77f414bd08 http.request.method=PUT http.request.remoteaddr=\"127.0.0.1:48066\" http.request.uri=/v2/team/app/manifests/1.0 http.request.useragent=lab/1 http.response.duration=5.760466ms http.response.status=201 http.response.written=0\n"
		"{\"auth.user.name\":\"alice\",\"go.version\":\"go1.24\",\"http.request.method\":\"GET\",\"http.request.remoteaddr\":\"[2001:db8::1]:40000\",\"http.request.uri\":\"/v2/team/app/manifests/1.0\",\"http.request.useragent\":\"\",\"http.response.status\":200,\"http.response.written\":730,\"level\":\"info\",\"msg\":\"response completed\",\"time\":\"2026-11-23T18:47:01Z\"}\n"
		"time=\"2026-11-23T18:47:02Z\" level=error msg=\"response completed with error\" err.code=\"manifest blob unknown\" err.detail=\"" D118 "\" err.message=\"blob unknown to registry\" http.request.method=PUT http.request.uri=\"/v2/team/app/manifests/" DABE "\" http.request.useragent= http.response.status=404\n"
		"time=\"2026-11-23T18:47:03Z\" level=error msg=\"response completed with error\" err.code=\"manifest unknown\" err.detail=\"unknown manifest name=idx revision=" DC48 "\" http.request.method=GET http.request.uri=/v2/team/idx/manifests/9 http.response.status=404\n"
		"time=\"2026-11-23T18:47:04Z\" level=info msg=\"authorized request\" auth.user.name=alice http.request.method=GET http.request.uri=/v2/team/idx/manifests/9\n",
		"manifest-delete/app-text/manifest t=2026-11-23T18:51:07.370337783Z repo=team/app d=51f695 ip=127.0.0.1 ua=lab/1 m=DELETE st=202 @1\n"
		"push/app-text/manifest t=2026-11-23T18:46:58.721385497Z repo=team/app tag=1.0 ip=127.0.0.1 ua=lab/1 m=PUT type=application/vnd.docker.distribution.manifest.v2+json st=201 @2\n"
		"tag-set/app-text/tag t=2026-11-23T18:46:58.721385497Z repo=team/app tag=1.0 ip=127.0.0.1 ua=lab/1 m=PUT type=application/vnd.docker.distribution.manifest.v2+json st=201 @2\n"
		"pull/app-json/manifest t=2026-11-23T18:47:01Z repo=team/app tag=1.0 size=730 by=alice ip=2001:db8::1 m=GET st=200 @3\n"
		"request-failed/app-text/manifest t=2026-11-23T18:47:02Z repo=team/app d=1181b7 parent=abefe7 m=PUT said=manifest blob unknown st=404 @4\n"
		"request-failed/app-text/manifest t=2026-11-23T18:47:03Z repo=team/idx tag=9 d=c485b5 m=GET said=manifest unknown st=404 @5\n");

	(void)state;
	assert_int_equal(s.understood, 6);
	assert_int_equal(s.coverage[LOG_CLASS_CONTAINER].lines, 6);
	assert_int_equal(s.coverage[LOG_CLASS_API].lines, 5);
	assert_int_equal(s.coverage[LOG_CLASS_CONTAINER].backwards, 5);
}

#define REPOS "/docker/registry/v2/repositories/"
#define LINE(level, msg, more) "time=\"2026-11-23T19:00:00Z\" level=" level " msg=\"" msg "\" " more "\n"
#define PUTTING "http.request.method=PUT http.request.uri=\"/v2/t/a/blobs/uploads/u-7?digest=x\" "
#define T19 " t=2026-11-23T19:00:00Z "

static void app_messages(void **state)
{
	struct log_stats s = expect(
		LINE("error", "canonical digest does match provided digest", "canonical=\"" D118 "\" " PUTTING "provided=\"" D343 "\"")
		LINE("error", "client disconnected during blob PATCH", "contentLength=200000 copied=70001 http.request.method=PATCH http.request.uri=\"/v2/t/a/blobs/uploads/u-7\"")
		LINE("error", "error canceling upload after error: already closed", PUTTING)
		LINE("error", "error closing blobwriter: sync /var/lib/registry" REPOS "t/a/_uploads/u-8/data: file already closed", "go.version=go1.19.8")
		LINE("warning", "error authorizing context: basic authentication challenge for realm \\\"basic\\\": invalid authorization credential", "http.request.method=GET http.request.uri=/v2/t/a/tags/list")
		LINE("info", "Starting upload purge in 24h0m0s", "")
		LINE("info", "PurgeUploads starting: olderThan=2026-11-16 19:03:09 +0000 UTC, actuallyDelete=true", "")
		LINE("info", "Upload files in " REPOS "p/one/_uploads/u-9 have older date (2026-11-15 19:03:09 +0000 UTC) than purge date (2026-11-16 19:03:09 +0000 UTC).  Removing upload directory.", "")
		LINE("info", "Purge uploads finished.  Num deleted=1, num errors=0", "")
		LINE("info", "listening on [::]:5000", "version=v3.1.1")
		LINE("info", "Adding new scheduler entry for library/alpine@" D605 " with ttl=167h59m59s", "")
		LINE("info", "deleting manifest tag reference: " REPOS "team/app/_manifests/tags/2.0/index/sha256/c485b5b76f513cfec0a067b1a46b32ae10d553fdf69c413fbbb221cef17397e3", "service=registry")
		LINE("info", "deleting manifest: " REPOS "team/app/_manifests/revisions/sha256/c485b5b76f513cfec0a067b1a46b32ae10d553fdf69c413fbbb221cef17397e3", "")
		LINE("info", "Deleting blob: /docker/registry/v2/blobs/sha256/34/34389d80ec6369125803d085ab2494e18e38c5ef5863b1417601dc61f9d86ac4", "")
		LINE("info", "Deleting layer link path: " REPOS "team/app/_layers/sha256/34389d80ec6369125803d085ab2494e18e38c5ef5863b1417601dc61f9d86ac4/link", ""),
		"upload-rejected/app-text/upload" T19 "repo=t/a up=u-7 d=1181b7 promised=34389d m=PUT @1\n"
		"upload-abort/app-text/upload" T19 "repo=t/a up=u-7 size=70001 m=PATCH n=200000,70001,0 @2\n"
		"upload-cancel/app-text/upload" T19 "repo=t/a up=u-8 @4\n"
		"auth-failed/app-text/" T19 "repo=t/a m=GET said=error authorizing context: basic authentication challenge for realm \"basic\": invalid authorization credential @5\n"
		"upload-purge/app-text/upload" T19 "repo=p/one up=u-9 started=2026-11-15T19:03:09Z @8\n"
		"server-start/app-text/" T19 "said=listening on [::]:5000 @10\n"
		"mention/app-text/" T19 "repo=library/alpine d=605e84 @11\n"
		"gc-delete/app-text/tag" T19 "repo=team/app tag=2.0 d=c485b5 @12\n"
		"gc-delete/app-text/manifest" T19 "repo=team/app d=c485b5 @13\n"
		"gc-delete/app-text/blob" T19 "d=34389d @14\n"
		"gc-delete/app-text/layer-link" T19 "repo=team/app d=34389d @15\n");

	(void)state;
	assert_int_equal(s.understood, 15);
	assert_int_equal(s.coverage[LOG_CLASS_GC].lines, 4);
	assert_int_equal(s.coverage[LOG_CLASS_CONTAINER].lines, 11);
}

static void debug_calls_of_the_storage(void **state)
{
	(void)state;
	(void)expect(
		LINE("debug", "filesystem.PutContent(\\\"" REPOS "t/a/_manifests/revisions/sha256/c485b5b76f513cfec0a067b1a46b32ae10d553fdf69c413fbbb221cef17397e3/link\\\")", "http.request.id=1")
		LINE("debug", "filesystem.PutContent(\\\"" REPOS "t/a/_manifests/tags/1.0/index/sha256/c485b5b76f513cfec0a067b1a46b32ae10d553fdf69c413fbbb221cef17397e3/link\\\")", "")
		LINE("debug", "filesystem.PutContent(\\\"" REPOS "t/a/_manifests/tags/1.0/current/link\\\")", "")
		LINE("debug", "s3aws.Move(\\\"" REPOS "t/a/_uploads/u-7/data\\\", \\\"/docker/registry/v2/blobs/sha256/34/34389d80ec6369125803d085ab2494e18e38c5ef5863b1417601dc61f9d86ac4/data\\\"", "")
		LINE("debug", "filesystem.Delete(\\\"" REPOS "t/a/_manifests/tags/1.0\\\")", "")
		LINE("debug", "filesystem.Stat(\\\"" REPOS "t/a/_manifests/tags/1.0/current/link\\\")", "")
		LINE("debug", "Putting a Docker Manifest!", ""),
		"push/app-text/manifest" T19 "repo=t/a d=c485b5 @1\n"
		"tag-set/app-text/tag" T19 "repo=t/a tag=1.0 d=c485b5 @2\n"
		"upload-commit/app-text/blob" T19 "repo=t/a up=u-7 d=34389d @4\n"
		"tag-delete/app-text/tag" T19 "repo=t/a tag=1.0 @5\n");
}

/* ---- garbage collection ------------------------------------------------------------------------------------------- */

static void gc_output_of_2_8(void **state)
{
	struct log_stats s = expect(
		"team/app\n"
		"team/app: marking manifest sha256:c2e03657f17b29944c871e35e0cde499649ed505b54b62a55b6665ac14e25545 \n"
		"team/app: marking blob sha256:1181b751caaf96f09a105aca319a4323b724f78400ea965ca541acc72daac663\n"
		"team/app: marking blob " D605 "\n"
		"manifest eligible for deletion: sha256:c485b5b76f513cfec0a067b1a46b32ae10d553fdf69c413fbbb221cef17397e3\n"
		"team/app: marking manifest " DABE " \n"
		"team/app: marking blob " D605 "\n"
		"\n"
		"4 blobs marked, 3 blobs and 1 manifests eligible for deletion\n"
		"blob eligible for deletion: sha256:34389d80ec6369125803d085ab2494e18e38c5ef5863b1417601dc61f9d86ac4\n"
		"5 blobs marked, 2 blobs eligible for deletion\n",
		"gc-mark/gc/manifest repo=team/app d=c2e036 @2\n"
		"reference/gc/blob repo=team/app d=1181b7 parent=c2e036 pos=0 @3\n"
		"reference/gc/blob repo=team/app d=605e84 parent=c2e036 pos=1 @4\n"
		"gc-eligible/gc/manifest d=c485b5 @5\n"
		"gc-mark/gc/manifest repo=team/app d=abefe7 @6\n"
		"reference/gc/blob repo=team/app d=605e84 parent=abefe7 pos=0 @7\n"
		"gc-summary/gc/ n=4,3,1 @9\n"
		"gc-eligible/gc/blob d=34389d @10\n"
		"gc-summary/gc/ n=5,2,0 @11\n");

	(void)state;
	assert_int_equal(s.understood, 10);
	assert_int_equal(s.physical, 11);
	assert_int_equal(s.gc_style, LOG_GC_REPEATS);
}

/* A name alone before anything else: the next line tells whether it opens a part. */
static void gc_headings_wait_for_the_next_line(void **state)
{
	struct log_stats s = expect("app\nlib\nlib: marking manifest " DC2E " \n", "gc-mark/gc/manifest repo=lib d=c2e036 @3\n");

	(void)state;
	assert_int_equal(s.understood, 3);
	assert_int_equal(s.coverage[LOG_CLASS_GC].lines, 3);
	s = expect("app\nthe rest of a text\n", "");
	assert_int_equal(s.not_understood, 2);
	s = expect("team/app", "");
	assert_int_equal(s.not_understood, 1);
	assert_int_equal(s.sample[0].n, 8);
	s = expect("a\nb\nc\nd\ne\nf\ng\nh\ni\nj: marking manifest " DC2E "\n", "gc-mark/gc/manifest repo=j d=c2e036 @10\n");
	assert_int_equal(s.understood, 2); /* eight wait, no more */
	assert_int_equal(s.not_understood, 8);
}

static void gc_output_of_3_1(void **state)
{
	struct log_stats s = expect(
		"team/app: marking manifest " DC2E " \n"
		"team/app: marking blob " D118 "\n"
		"manifest eligible for deletion: {team/app " DC48 " [1.0 2.0]}\n"
		"manifest eligible for deletion: {team/app " DABE " [1.0 2.0]}\n"
		"team/app: layer link eligible for deletion: " D605 "\n"
		"manifest tags path of repository team/gone does not exist\n",
		"gc-mark/gc/manifest repo=team/app d=c2e036 @1\n"
		"reference/gc/blob repo=team/app d=1181b7 parent=c2e036 pos=0 @2\n"
		"gc-eligible/gc/manifest repo=team/app d=c485b5 @3\n"
		"mention/gc/tag repo=team/app tag=1.0 @3\n"
		"mention/gc/tag repo=team/app tag=2.0 @3\n"
		"gc-eligible/gc/manifest repo=team/app d=abefe7 @4\n"
		"gc-eligible/gc/layer-link repo=team/app d=605e84 @5\n");

	(void)state;
	assert_int_equal(s.understood, 6);
	assert_int_equal(s.gc_style, LOG_GC_ONCE);
}

/* ---- notifications --------------------------------------------------------------------------------------------------- */

#define TARGET                                                                                               \
	"\"target\":{\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\",\"size\":731,"    \
	"\"digest\":\"" DABE "\",\"length\":731,\"repository\":\"t/a\","                                        \
	"\"url\":\"http://127.0.0.1:5144/v2/t/a/manifests/" DABE "\",\"tag\":\"1\",\"references\":["          \
	"{\"mediaType\":\"application/vnd.docker.container.image.v1+json\",\"size\":1817,\"digest\":\"" D118 "\"}," \
	"{\"mediaType\":\"application/vnd.docker.image.rootfs.diff.tar.gzip\",\"size\":135,\"digest\":\"" D605 "\"}]}"
#define BY "\"request\":{\"id\":\"1\",\"addr\":\"10.0.0.1:5\",\"host\":\"h\",\"method\":\"PUT\",\"useragent\":\"ua\"},\"actor\":{\"name\":\"alice\"}"
#define SAID "t=2026-11-23T18:46:58.5Z "

static void notifications_on_one_line(void **state)
{
	struct log_stats s = expect(
		"{\"events\":[{\"id\":\"1\",\"timestamp\":\"2026-11-23T18:46:58.5Z\",\"action\":\"push\"," TARGET "," BY "}]}\n"
		"{\"events\":[{\"timestamp\":\"2026-11-23T18:46:58.5Z\",\"action\":\"mount\",\"target\":{\"mediaType\":\"application/octet-stream\",\"size\":5,\"digest\":\"" D605 "\",\"repository\":\"t/b\",\"fromRepository\":\"t/a\"}},"
		"{\"timestamp\":\"2026-11-23T18:46:58.5Z\",\"action\":\"delete\",\"target\":{\"mediaType\":\"\",\"digest\":\"" DABE "\",\"size\":0,\"repository\":\"t/a\"}},"
		"{\"timestamp\":\"2026-11-23T18:46:58.5Z\",\"action\":\"delete\",\"target\":{\"mediaType\":\"\",\"digest\":\"\",\"size\":0,\"repository\":\"t/a\",\"tag\":\"1\"}}]}\n",
		"push/notify/manifest " SAID "repo=t/a tag=1 d=abefe7 size=731 by=alice ip=10.0.0.1 ua=ua m=PUT type=application/vnd.docker.distribution.manifest.v2+json @1\n"
		"tag-set/notify/tag " SAID "repo=t/a tag=1 d=abefe7 size=731 by=alice ip=10.0.0.1 ua=ua m=PUT type=application/vnd.docker.distribution.manifest.v2+json @1\n"
		"reference/notify/ " SAID "repo=t/a d=1181b7 parent=abefe7 pos=0 size=1817 by=alice ip=10.0.0.1 ua=ua m=PUT type=application/vnd.docker.container.image.v1+json @1\n"
		"reference/notify/ " SAID "repo=t/a d=605e84 parent=abefe7 pos=1 size=135 by=alice ip=10.0.0.1 ua=ua m=PUT type=application/vnd.docker.image.rootfs.diff.tar.gzip @1\n"
		"mount/notify/blob " SAID "repo=t/b from=t/a d=605e84 size=5 type=application/octet-stream @2\n"
		"manifest-delete/notify/ " SAID "repo=t/a d=abefe7 @2\n"
		"tag-delete/notify/tag " SAID "repo=t/a tag=1 @2\n");

	(void)state;
	assert_int_equal(s.understood, 2);
	assert_int_equal(s.coverage[LOG_CLASS_API].lines, 4);
}

static void a_pretty_document_is_one(void **state)
{
	static const char text[] = "first\n"
	                           "{\n"
	                           "   \"events\": [\n"
	                           "      {\n"
	                           "         \"timestamp\": \"2026-11-23T18:46:58.5Z\",\n"
	                           "         \"action\": \"pull\",\n"
	                           "         \"target\": {\"digest\": \"" D605 "\",\n"
	                           "            \"url\": \"http://h/v2/t/a/blobs/" D605 "\", \"repository\": \"t/a\"}\n"
	                           "      }\n"
	                           "   ]\n"
	                           "}\n";
	OWNED(log_reader) struct log_reader *r = NULL;
	struct fault f = FAULT_INIT;
	struct log_event e;
	struct log_stats s = expect(text, "pull/notify/blob " SAID "repo=t/a d=605e84 @2\n");

	(void)state;
	assert_int_equal(s.understood, 1);
	assert_int_equal(s.not_understood, 1);
	assert_int_equal(s.sample[0].at.line, 1);
	assert_int_equal(log_reader_new(&r, &(struct log_options){ 0 }, &limits, NULL, &f), 0);
	assert_int_equal(log_reader_feed(r, span_of(text), &f), 0);
	assert_int_equal(log_reader_next(r, &e, &f), 0);
	assert_int_equal(e.at.offset, 6);
	assert_int_equal(e.at.length, sizeof text - 1 - 6);
}

/* docker inspect: no kind we know, digests stand at their own lines. */
static void unknown_documents_give_mentions(void **state)
{
	struct log_stats s = expect("[\n    {\n        \"Id\": \"" DABE "\",\n        \"RepoDigests\": [\n"
	                            "            \"reg.example:5000/team/app@" DC48 "\"\n        ]\n    }\n]\n"
	                            "{\"plain\":true}\n",
	                            "mention/text/ d=abefe7 @3\n"
	                            "mention/text/ repo=team/app d=c485b5 @5\n");

	(void)state;
	assert_int_equal(s.mentions, 1);
	assert_int_equal(s.not_understood, 1);
}

/* A document that breaks off: its lines are judged alone, what comes after is read as ever. */
static void a_broken_document_hides_nothing(void **state)
{
	static const char access[] = "a - - " TIME " \"GET /v2/t/a/manifests/1 HTTP/1.1\" 200 7\n";
	char text[1024];

	(void)state;
	(void)snprintf(text, sizeof text, "{\n  \"a\": \"" D605 "\",\n%s{\n[\n{\"b\":\"" D605 "\"}\n%s{ \"c\": [\n", access, access);
	(void)expect(text, "mention/text/ d=605e84 @2\n"
	                   "pull/access/manifest t=2026-11-23T18:51:07Z repo=t/a tag=1 size=7 ip=a m=GET st=200 @3\n"
	                   "mention/text/ d=605e84 @6\n"
	                   "pull/access/manifest t=2026-11-23T18:51:07Z repo=t/a tag=1 size=7 ip=a m=GET st=200 @7\n");
}

/* ---- wrappers ----------------------------------------------------------------------------------------------------------- */

#define PULL "127.0.0.1 - - " TIME " \\\"GET /v2/t/a/manifests/1 HTTP/1.1\\\" 200 7 \\\"\\\" \\\"x\\\""
#define PULLED "pull/access/manifest t=2026-11-23T18:51:07Z repo=t/a tag=1 size=7 ip=127.0.0.1 ua=x m=GET st=200 "
#define MARK "t/a: marking manifest " DC2E " "
#define WRAPPED "2026-11-23T19:06:26.697803782Z"
#define MARKED "gc-mark/gc/manifest t=2026-11-23T19:06:26.697803782Z repo=t/a d=c2e036 "

static void docker_json_files(void **state)
{
	struct log_stats s = expect(
		"{\"log\":\"127.0.0.1 - - [23/Nov/2026:19:06:26 +0000] \\\"DELETE /v2/t/a/manifests/" DABE " HTTP/1.1\\\" 202 0 \\\"\\\" \\\"skopeo/1.9.3\\\"\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-23T19:06:26.697803782Z\"}\n"
		"{\"log\":\"" MARK "\\n\",\"stream\":\"stdout\",\"time\":\"" WRAPPED "\"}\n"
		/* parts of one line, a line of the other stream between */
		"{\"log\":\"t/a: marking \",\"stream\":\"stdout\",\"time\":\"" WRAPPED "\"}\n"
		"{\"log\":\"" PULL "\\n\",\"stream\":\"stderr\",\"time\":\"" WRAPPED "\"}\n"
		"{\"log\":\"manifest " DC2E " \\n\",\"stream\":\"stdout\",\"time\":\"" WRAPPED "\"}\n"
		"{\"log\":\"\\n\",\"stream\":\"stdout\",\"time\":\"" WRAPPED "\"}\n"
		/* an application log in JSON inside */
		"{\"log\":\"{\\\"level\\\":\\\"info\\\",\\\"msg\\\":\\\"listening on :5000\\\",\\\"time\\\":\\\"2026-11-23T19:00:00Z\\\"}\\n\",\"stream\":\"stderr\",\"time\":\"" WRAPPED "\"}\n",
		"manifest-delete/access/manifest t=2026-11-23T19:06:26Z repo=t/a d=abefe7 ip=127.0.0.1 ua=skopeo/1.9.3 m=DELETE st=202 @1\n"
		MARKED "@2\n" PULLED "@4\n" MARKED "@3\n"
		"server-start/app-json/ t=2026-11-23T19:00:00Z said=listening on :5000 @7\n");

	(void)state;
	assert_int_equal(s.understood, 5);
	assert_int_equal(s.lines, 5);
}

/* A collector that drops line ends: three short parts are no parts. */
static void parts_without_any_end_are_lines(void **state)
{
	char text[2048];

	(void)state;
	(void)snprintf(text, sizeof text, "%s%s%s%s",
	               "{\"log\":\"" MARK "\",\"stream\":\"stdout\",\"time\":\"" WRAPPED "\"}\n",
	               "{\"log\":\"" PULL "\",\"stream\":\"stdout\",\"time\":\"" WRAPPED "\"}\n",
	               "{\"log\":\"" MARK "\",\"stream\":\"stdout\",\"time\":\"" WRAPPED "\"}\n",
	               "{\"log\":\"" PULL "\",\"stream\":\"stdout\",\"time\":\"" WRAPPED "\"}\n");
	(void)expect(text, MARKED "@1\n" PULLED "@2\n" MARKED "@3\n" PULLED "@4\n");
}

static void cri_lines(void **state)
{
	(void)state;
	(void)expect("2026-11-23T19:06:26.697803782Z stdout F " MARK "\n"
	             "2026-11-23T19:06:26.697803782Z stdout P t/a: \n"
	             "2026-11-23T19:06:26.697803782Z stdout P marking \n"
	             "2026-11-23T19:06:26.697803782Z stderr F noise\n"
	             "2026-11-23T19:06:26.697803782Z stdout P:x manifest \n"
	             "2026-11-23T19:06:26.697803782Z stdout F " DC2E "\n"
	             "2026-11-23T19:06:26.697803782Z stdout P " MARK,
	             MARKED "@1\n" MARKED "@2\n" MARKED "@7\n");
}

static void journal_lines(void **state)
{
	(void)state;
	(void)expect("{\"__CURSOR\":\"s=1\",\"__REALTIME_TIMESTAMP\":\"1795459986697803\",\"MESSAGE\":\"" MARK "\",\"CONTAINER_NAME\":\"registry\"}\n"
	             "{\"__REALTIME_TIMESTAMP\":\"1795459986697803\",\"MESSAGE\":[34,32,115,104,97,50,53,54,58]}\n"
	             "{\"__REALTIME_TIMESTAMP\":\"1795459986697803\",\"MESSAGE\":\"" PULL "\"}\n",
	             "gc-mark/gc/manifest t=2026-11-23T18:53:06.697803Z repo=t/a d=c2e036 @1\n" PULLED "@3\n");
}

/* The export form: the second message has its length in eight bytes and two lines. */
static void journal_export(void **state)
{
	static const char text[] = "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795459986697803\nPRIORITY=6\nMESSAGE=" MARK "\n\n"
	                           "__CURSOR=s=2\n__REALTIME_TIMESTAMP=1795459986697803\nMESSAGE\n"
	                           "\x5f\0\0\0\0\0\0\0" MARK "\n\n_PID=7\n\n"
	                           "__CURSOR=s=3\nMESSAGE=" MARK "\n";

	(void)state;
	assert_int_equal(strlen(MARK) + 1, 0x5f);
	(void)expect_with(&(struct log_options){ 0 }, span_make(text, sizeof text - 1),
	                  "gc-mark/gc/manifest t=2026-11-23T18:53:06.697803Z repo=t/a d=c2e036 @4\n"
	                  "gc-mark/gc/manifest t=2026-11-23T18:53:06.697803Z repo=t/a d=c2e036 @8\n"
	                  "gc-mark/gc/manifest repo=t/a d=c2e036 @14\n");
}

static void syslog_and_compose(void **state)
{
	(void)state;
	(void)expect("Nov 23 18:51:07 host docker-registry[42]: " MARK "\n"
	             "Nov  3 18:51:07 host registry: " MARK "\n"
	             "<30>Nov 23 18:51:07 host registry[1]: " MARK "\n"
	             "<30>1 2026-11-23T19:06:26.697803782Z host registry 7 - - " MARK "\n"
	             "2026-11-23T19:06:26.697803782Z host registry[7]: " MARK "\n"
	             "2026-11-23T19:06:26.697803782Z " MARK "\n"
	             "registry-1  | " MARK "\n"
	             "registry-1  | 2026-11-23T19:06:26.697803782Z " MARK "\n",
	             "gc-mark/gc/manifest repo=t/a d=c2e036 @1\n"
	             "gc-mark/gc/manifest repo=t/a d=c2e036 @2\n"
	             "gc-mark/gc/manifest repo=t/a d=c2e036 @3\n" MARKED "@4\n" MARKED "@5\n" MARKED "@6\n"
	             "gc-mark/gc/manifest repo=t/a d=c2e036 @7\n" MARKED "@8\n");
}

/* ---- Harbor's database ------------------------------------------------------------------------------------------------- */

static void a_dump_of_harbor(void **state)
{
	static const char text[] =
		"--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\n"
		"COPY public.artifact (id, project_id, repository_id, digest, type, media_type, manifest_media_type, push_time, pull_time, repository_name) FROM stdin;\n"
		"7\t1\t1\t" DABE "\tIMAGE\tx/config\tx/manifest\t2026-11-23 18:46:58.721385\t2026-11-24 00:00:00\tlibrary/app\n"
		"3\t1\t1\t" DC48 "\tIMAGE\tx/config\t\\N\t2026-11-23 18:46:59\t0001-01-01 00:00:00\tlibrary/app\n"
		"\\.\n\n"
		"COPY public.artifact_trash (id, media_type, manifest_media_type, repository_name, digest, creation_time) FROM stdin;\n"
		"1\tx\ty\tlibrary/app\t" DC2E "\t2026-11-25 01:02:03.4\n\\.\n"
		"COPY public.audit_log (id, project_id, operation, resource_type, resource, username, op_time) FROM stdin;\n"
		"1\t1\tcreate\tartifact\tlibrary/app:1.0\tjohn\\tdoe\t2026-11-23 18:46:58\n"
		"2\t1\tdelete\tartifact\tlibrary/app@" DC2E "\tadmin\t2026-11-25 01:02:03\n"
		"3\t1\tdelete\ttag\tlibrary/app:1.0\tadmin\t2026-11-25 01:02:04\n"
		"4\t1\tcreate\tproject\tlibrary\tadmin\t2026-11-25 01:02:05\n"
		"5\t1\tpull\tartifact\tshort row\n\\.\n"
		"COPY public.blob (id, digest, size) FROM stdin;\n"
		"1\t" D605 "\t105\n\\.\n"
		"COPY public.tag (id, repository_id, artifact_id, name, push_time, pull_time) FROM stdin;\n"
		"1\t1\t3\t1.0\t2026-11-23 18:46:59\t\\N\n"
		"2\t1\t99\tlost\t2026-11-23 18:47:00+00\t\\N\n\\.\n"
		"-- PostgreSQL database dump complete\n";
	struct log_options utc = { true, 0 }, tokyo = { true, 9 * 3600 };
	struct log_stats s = expect_with(
		&utc, span_of(text),
		"push/sql/manifest t=2026-11-23T18:46:58.721385Z repo=library/app d=abefe7 type=x/manifest @7\n"
		"pull/sql/manifest t=2026-11-24T00:00:00Z repo=library/app d=abefe7 type=x/manifest @7\n"
		"push/sql/manifest t=2026-11-23T18:46:59Z repo=library/app d=c485b5 @8\n"
		"manifest-delete/sql/manifest t=2026-11-25T01:02:03.4Z repo=library/app d=c2e036 type=y @12\n"
		"push/sql/manifest t=2026-11-23T18:46:58Z repo=library/app tag=1.0 by=john\tdoe @15\n"
		"tag-set/sql/tag t=2026-11-23T18:46:58Z repo=library/app tag=1.0 by=john\tdoe @15\n"
		"manifest-delete/sql/manifest t=2026-11-25T01:02:03Z repo=library/app d=c2e036 by=admin @16\n"
		"tag-delete/sql/tag t=2026-11-25T01:02:04Z repo=library/app tag=1.0 by=admin @17\n"
		"mention/text/ d=605e84 @22\n"
		"tag-set/sql/tag t=2026-11-23T18:46:59Z repo=library/app tag=1.0 d=c485b5 @25\n"
		"tag-set/sql/tag t=2026-11-23T18:47:00Z tag=lost @26\n");

	(void)state;
	assert_int_equal(s.not_understood, 0);
	/* without a zone the time stays unknown; with one it is moved */
	(void)expect("COPY tag (name, push_time) FROM stdin;\n1.0\t2026-11-23 18:46:59\n", "tag-set/sql/tag tag=1.0 @2\n");
	(void)expect_with(&tokyo, span_of("COPY tag (name, push_time) FROM stdin;\n1.0\t2026-11-23 18:46:59\n"),
	                  "tag-set/sql/tag t=2026-11-23T09:46:59Z tag=1.0 @2\n");
}

/* ---- other text, and harm ------------------------------------------------------------------------------------------------ */

static void mentions(void **state)
{
	struct log_stats s = expect(
		"docker pull localhost:5000/team/app:1.0@" DABE " and " DC48 "\n"
		"  image: docker.io/library/nginx@" D605 "\n"
		"https://reg/team/app@" D605 "\n"
		"UPPER@" D605 "\n"
		DABE "0 is too long, sha256:ABEF is none, sha256:605e84 is short\n"
		"nothing here\n",
		"mention/text/ repo=team/app tag=1.0 d=abefe7 @1\n"
		"mention/text/ d=c485b5 @1\n"
		"mention/text/ repo=library/nginx d=605e84 @2\n"
		"mention/text/ repo=team/app d=605e84 @3\n"
		"mention/text/ d=605e84 @4\n");

	(void)state;
	assert_int_equal(s.mentions, 4);
	assert_int_equal(s.not_understood, 2);
	assert_int_equal(s.samples, 2);
	assert_int_equal(s.sample[1].at.line, 6);
	assert_memory_equal(s.sample[1].text, "nothing here", 12);
}

static void hostile_lines(void **state)
{
	static const char nul[] = "a\0b - - " TIME " \"GET\0 /v2/t/a/manifests/1 HTTP/1.1\" 200 7\n\0\0\n" D605 "\0\n";
	static const char *const lines[] = {
		"a - - " TIME " \"GET /v2/t/a/manifests/1 HTTP/1.1\" 99999999999999999999 7\n",
		"a - - " TIME " \"GET /v2/t/a/manifests/1 HTTP/1.1\" 20000 7\n",
		"a - - [99/Nov/2026:18:51:07 +0000] \"GET /v2/t/a/manifests/1 HTTP/1.1\" 200 7\n",
		"a - - " TIME " \"GET /v2/t/a/manifests/1 HTTP/1.1 200 7\n",
		"- - " TIME " \"GET /v2/t/a/manifests/1 HTTP/1.1\" 200 7\n",
		"time=\"2026 level=info msg=\"x\n",
		"level=info msg\n",
		"t/a: marking manifest sha256:12\n",
		"99999999999999999999 blobs marked, 1 blobs eligible for deletion\n",
		"{\"log\":\"a\n",
		"{\"log\":1,\"stream\":2}\n",
		"{\"events\":[1,null,{\"action\":\"push\"},{\"target\":{}}]}\n",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
		"}\n",
		"\"\\\n",
		"COPY x y\n",
		"a - - " TIME " \"GET /v2/t/a/manifests/1 HTTP/1.1\" 200 99999999999999999999\n",
	};

	(void)state;
	(void)expect_with(&(struct log_options){ 0 }, span_make(nul, sizeof nul - 1), "mention/text/ d=605e84 @3\n");
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct log_stats s = expect(lines[i], "");

		assert_int_equal(s.not_understood, 1);
	}
	(void)expect("a - - " TIME " \"GET /v2/../../manifests/%00%zz HTTP/1.1\" 200 7\n",
	             "pull/access/manifest t=2026-11-23T18:51:07Z size=7 ip=a m=GET st=200 @1\n");
}

/* The longest line that is read and the shortest that is not, cut into chunks or not. */
static void a_line_has_a_longest_length(void **state)
{
	for (size_t over = 0; over < 2; over++)
		for (size_t chunk = 1; chunk <= 3; chunk++) {
			OWNED(buf) struct buf text = BUF_INIT;
			OWNED(buf) struct buf got = BUF_INIT;
			struct fault f = FAULT_INIT;
			struct log_stats s;

			assert_int_equal(buf_reserve(&text, LOG_LINE_BYTES + 100, &f), 0);
			memset(text.p, 'x', LOG_LINE_BYTES);
			memcpy(text.p + LOG_LINE_BYTES - 72, " " DABE, 72);
			memmove(text.p + over, text.p, LOG_LINE_BYTES);
			text.n = LOG_LINE_BYTES + over;
			assert_int_equal(buf_add_text(&text, "\r\n" D605 "\n", &f), 0);
			read_in(buf_span(&text), chunk == 1 ? text.n : chunk == 2 ? 4096 : LOG_LINE_BYTES,
			        &(struct log_options){ 0 }, &got, &s);
			/* over the limit it is not interpreted, and its digests are mentions all the same */
			assert_string_equal(buf_cstr(&got), "mention/text/ d=abefe7 @1\nmention/text/ d=605e84 @2\n");
			assert_int_equal(s.too_long, over);
			assert_int_equal(s.physical, 2);
		}
	(void)state;
}

/* Without the events taken in between, none is lost. */
static void events_not_taken_stay(void **state)
{
	OWNED(log_reader) struct log_reader *r = NULL;
	OWNED(buf) struct buf got = BUF_INIT;
	struct fault f = FAULT_INIT;

	(void)state;
	assert_int_equal(log_reader_new(&r, &(struct log_options){ 0 }, &limits, NULL, &f), 0);
	assert_int_equal(log_reader_feed(r, span_of(D605 "\n"), &f), 0);
	assert_int_equal(log_reader_feed(r, span_of(DABE "\n" DC2E), &f), 0);
	assert_int_equal(log_reader_finish(r, &f), 0);
	drain(r, &got);
	assert_string_equal(buf_cstr(&got), "mention/text/ d=605e84 @1\nmention/text/ d=abefe7 @2\nmention/text/ d=c2e036 @3\n");
}

static const char *const seeds[] = {
	"{\"log\":\"" PULL "\\n\",\"stream\":\"stdout\",\"time\":\"" WRAPPED "\"}\n",
	"{\"log\":\"" MARK "\",\"stream\":\"stderr\",\"time\":\"" WRAPPED "\"}\n",
	"2026-11-23T19:06:26.697803782Z stdout P " MARK "\n",
	"__CURSOR=s=2\n__REALTIME_TIMESTAMP=1795459986697803\nMESSAGE\n",
	"MESSAGE=" MARK "\n\n",
	"Nov 23 18:51:07 host docker-registry[42]: " MARK "\n",
	"{\"events\":[{\"timestamp\":\"2026-11-23T18:46:58.5Z\",\"action\":\"push\"," TARGET "," BY "}]}\n",
	"{\n  \"events\": [\n", "    {\"action\": \"pull\",\n", "  ]\n", "}\n",
	"127.0.0.1 - - " TIME " \"PUT /v2/t%2Fa/blobs/uploads/u?_state=wXfweYEti2xlJr-ZHFw2cnRIRBpwzgUXfmvbHmQUdZV7Ik5hbWUi&digest=" D605 " HTTP/1.1\" 201 0 \"\\x22\" \"\\u00e9\"\n",
	LINE("error", "canonical digest does match provided digest", "canonical=\"" D118 "\" provided=\"" D343 "\""),
	LINE("debug", "filesystem.Move(\\\"" REPOS "t/a/_uploads/u/data\\\", \\\"/docker/registry/v2/blobs/sha256/34/34389d80ec6369125803d085ab2494e18e38c5ef5863b1417601dc61f9d86ac4/data\\\"", ""),
	"t/a: marking blob " D605 "\n",
	"manifest eligible for deletion: {team/app " DC48 " [1.0 2.0]}\n",
	"COPY public.artifact (id, digest, push_time, repository_name) FROM stdin;\n",
	"3\t" DC48 "\t2026-11-23 18:46:59\tlibrary\\/app\n", "\\.\n",
	"registry:5000/x@" D605 "\n",
};

/* Seeded harm: lines in any order, bytes changed, cut and doubled. Any chunking gives the same. */
static void harm_is_read_the_same_in_any_chunks(void **state)
{
	uint64_t x = 20261123;

	(void)state;
	for (size_t round = 0; round < 400; round++) {
		OWNED(buf) struct buf text = BUF_INIT;
		struct fault f = FAULT_INIT;
		struct log_stats s[2];

		for (size_t i = 0; i < 24; i++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			assert_int_equal(buf_add_text(&text, seeds[(x >> 33) % (sizeof seeds / sizeof *seeds)], &f), 0);
			if ((x >> 20) % 5 == 0)
				text.n -= (x >> 40) % text.n / 8;
			if ((x >> 24) % 3 == 0)
				text.p[(x >> 36) % text.n] = (uint8_t)"\"\\{}[]\n\t \0=%:,x9"[(x >> 50) % 16];
		}
		for (size_t chunk = 0; chunk < 3; chunk++) {
			OWNED(buf) struct buf got = BUF_INIT;
			static const size_t chunks[] = { 1 << 20, 1, 13 };

			memset(&s[chunk > 0], 0, sizeof *s);
			read_in(buf_span(&text), chunks[chunk], &(struct log_options){ true, 3600 }, &got, &s[chunk > 0]);
			if (chunk > 0)
				same_stats(&s[0], &s[1]);
		}
		assert_int_equal(s[0].lines, s[0].understood + s[0].mentions + s[0].not_understood + s[0].too_long);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(access_lines_of_a_registry),
		cmocka_unit_test(access_lines_of_proxies),
		cmocka_unit_test(a_state_token_is_believed_only_of_its_upload),
		cmocka_unit_test(json_access_lines),
		cmocka_unit_test(app_lines_give_what_access_lines_give),
		cmocka_unit_test(app_messages),
		cmocka_unit_test(debug_calls_of_the_storage),
		cmocka_unit_test(gc_output_of_2_8),
		cmocka_unit_test(gc_headings_wait_for_the_next_line),
		cmocka_unit_test(gc_output_of_3_1),
		cmocka_unit_test(notifications_on_one_line),
		cmocka_unit_test(a_pretty_document_is_one),
		cmocka_unit_test(unknown_documents_give_mentions),
		cmocka_unit_test(a_broken_document_hides_nothing),
		cmocka_unit_test(docker_json_files),
		cmocka_unit_test(parts_without_any_end_are_lines),
		cmocka_unit_test(cri_lines),
		cmocka_unit_test(journal_lines),
		cmocka_unit_test(journal_export),
		cmocka_unit_test(syslog_and_compose),
		cmocka_unit_test(a_dump_of_harbor),
		cmocka_unit_test(mentions),
		cmocka_unit_test(hostile_lines),
		cmocka_unit_test(a_line_has_a_longest_length),
		cmocka_unit_test(events_not_taken_stay),
		cmocka_unit_test(harm_is_read_the_same_in_any_chunks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
