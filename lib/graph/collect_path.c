/* graph/collect_path.c - what the registry and its collector make of a path or a name. */
#include "graph/collect_path.h"

#include "core/name.h"

enum { NAME_MAX_BYTES = 255 }; /* format: of a repository's name (distribution, reference.NameTotalLengthMax) */

struct span collect_child_of(struct span path, size_t above)
{
	struct span rest = span_from(path, above);

	return span_cut(&rest, '/');
}

bool collect_plain_name(struct span name)
{
	for (size_t i = 0; i < name.n; i++) {
		uint8_t b = name.p[i];

		if (!((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '.' || b == '_' ||
		      b == '-'))
			return false;
	}
	return name.n > 0;
}

struct span collect_last_of(struct span path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return span_from(path, i);
	return path;
}

bool collect_refused(struct span path, size_t above)
{
	for (size_t at = above; at < path.n;) {
		struct span part = collect_child_of(path, at);

		if (!collect_plain_name(part))
			return true;
		at += part.n + 1;
	}
	return false;
}

bool collect_is_reference(struct span name)
{
	struct span rest = name, host = span_cut(&rest, '/');

	if (name.n > NAME_MAX_BYTES)
		return false;
	if (name_is_repository(name))
		return true;
	if (rest.n == 0 || !name_is_repository(rest))
		return false;
	while (host.n > 0) {
		struct span label = span_cut(&host, '.');

		if (label.n == 0 || label.p[0] == '-' || label.p[label.n - 1] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++)
			if (label.p[i] == '_' || !collect_plain_name(span_sub(label, i, 1)))
				return false;
	}
	return true;
}

bool collect_digest_of_path(struct span path, struct digest *out)
{
	struct span dir = span_sub(path, 0, path.n - strlen("/data")), hex = collect_last_of(dir), next, alg;

	if (dir.n <= hex.n || hex.n < 2)
		return false;
	dir = span_sub(dir, 0, dir.n - hex.n - 1);
	next = collect_last_of(dir);
	alg = next;
	if (next.n == 2 && span_starts(hex, next) && dir.n > next.n)
		alg = collect_last_of(span_sub(dir, 0, dir.n - next.n - 1));
	return digest_parse_parts(out, alg, hex) == 0;
}
