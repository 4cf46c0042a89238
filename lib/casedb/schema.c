/*
 * casedb/schema.c - the tables of a case file. sherd-case(5) describes every one of them; lint
 * compares names. Facts are written once by a scan and never changed; conclusions are dropped and
 * made anew by resolve.
 *
 * In tables that grow with the evidence, named *_row, digests and texts that repeat stand by number (digest.id,
 * text.id); a view of the same name without "_row" (schema_views.c) shows them, and a stranger reads those. In the
 * others a digest is its text. A name is TEXT when it is plain UTF-8 and BLOB otherwise (ANY keeps the type), with
 * its visible form beside it in *_shown.
 */
#include "casedb/private.h"

const char *const casedb_schema_facts =
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"

	"CREATE TABLE run(id INTEGER PRIMARY KEY, verb TEXT NOT NULL, version TEXT NOT NULL,"
	" argv TEXT NOT NULL, environment TEXT NOT NULL, host TEXT NOT NULL, started TEXT, ended TEXT,"
	" status INTEGER, items INTEGER, bytes INTEGER, seconds REAL, outcome TEXT) STRICT;"

	"CREATE TABLE custody_log(seq INTEGER PRIMARY KEY CHECK(seq>0), prev_hash TEXT NOT NULL,"
	" canon BLOB NOT NULL, entry_hash TEXT NOT NULL) STRICT;"
	"CREATE TRIGGER custody_log_no_update BEFORE UPDATE ON custody_log BEGIN"
	" SELECT RAISE(ABORT,'the custody log is append-only'); END;"
	"CREATE TRIGGER custody_log_no_delete BEFORE DELETE ON custody_log BEGIN"
	" SELECT RAISE(ABORT,'the custody log is append-only'); END;"
	"CREATE TRIGGER custody_log_in_order BEFORE INSERT ON custody_log WHEN"
	" NEW.seq IS NOT (SELECT coalesce(max(seq),0)+1 FROM custody_log) OR NEW.prev_hash IS NOT"
	" coalesce((SELECT entry_hash FROM custody_log ORDER BY seq DESC LIMIT 1),"
	"  '0000000000000000000000000000000000000000000000000000000000000000')"
	" BEGIN SELECT RAISE(ABORT,'the custody log takes the next entry only'); END;"

	"CREATE TABLE source(id INTEGER PRIMARY KEY, label ANY NOT NULL UNIQUE, label_shown TEXT,"
	" present INTEGER NOT NULL DEFAULT 0) STRICT;"

	"CREATE TABLE copy_of(id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id),"
	" original INTEGER REFERENCES source(id), run INTEGER NOT NULL REFERENCES run(id), path ANY, original_path ANY) STRICT;"

	"CREATE TABLE scan(id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id),"
	" run INTEGER REFERENCES run(id), kind TEXT NOT NULL, path ANY NOT NULL, path_shown TEXT,"
	" compression TEXT NOT NULL DEFAULT '', depth TEXT NOT NULL, scope TEXT, limits TEXT NOT NULL,"
	" state TEXT NOT NULL CHECK(state IN ('running','finished','abandoned')), started TEXT, ended TEXT,"
	" identity_before TEXT NOT NULL, identity_after TEXT, changed TEXT, changed_said TEXT,"
	" size INTEGER, digest TEXT, items INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,"
	" files_read INTEGER NOT NULL DEFAULT 0, files_skipped INTEGER NOT NULL DEFAULT 0,"
	" files_unread INTEGER NOT NULL DEFAULT 0, bytes_skipped INTEGER NOT NULL DEFAULT 0,"
	" bytes_unread INTEGER NOT NULL DEFAULT 0, out_of_scope INTEGER NOT NULL DEFAULT 0,"
	" atime_touched INTEGER NOT NULL DEFAULT 0) STRICT;"

	"CREATE TABLE registry(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id),"
	" store TEXT NOT NULL DEFAULT 'registry', path ANY NOT NULL, path_shown TEXT,"
	" UNIQUE(scan, path, store)) STRICT;"

	"CREATE TABLE volume(scan INTEGER NOT NULL REFERENCES scan(id), position INTEGER NOT NULL,"
	" parent INTEGER NOT NULL, depth INTEGER NOT NULL, kind TEXT NOT NULL, content TEXT, name TEXT,"
	" prefix TEXT, scheme TEXT, slot INTEGER, offset INTEGER NOT NULL, size INTEGER NOT NULL, type TEXT,"
	" label TEXT, note TEXT, note_said TEXT, trouble TEXT, trouble_said TEXT, fs TEXT, block INTEGER, fs_size INTEGER, uuid TEXT, fs_label TEXT,"
	" mounted_at TEXT, made TEXT, mounted TEXT, written TEXT, dirty INTEGER, discards INTEGER,"
	" PRIMARY KEY(scan, position)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE subvolume(scan INTEGER NOT NULL REFERENCES scan(id), path ANY NOT NULL, path_shown TEXT, volume INTEGER"
	" NOT NULL, number INTEGER NOT NULL, uuid TEXT, parent_uuid TEXT, made_in INTEGER NOT NULL, changed_in INTEGER NOT"
	" NULL, made TEXT, read_only INTEGER NOT NULL, received INTEGER NOT NULL, PRIMARY KEY(scan, path)) STRICT, WITHOUT"
	" ROWID;"

	"CREATE TABLE recovery(item INTEGER NOT NULL REFERENCES item_row(id), n INTEGER NOT NULL,"
	" method TEXT NOT NULL, trace TEXT, inode INTEGER, generation INTEGER, sequence INTEGER, time TEXT,"
	" place INTEGER, named INTEGER NOT NULL, PRIMARY KEY(item, n)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE lost(scan INTEGER NOT NULL REFERENCES scan(id), digest TEXT NOT NULL, reason TEXT NOT NULL,"
	" text TEXT NOT NULL, said TEXT, blocks INTEGER, overwritten INTEGER, prefix INTEGER, place INTEGER,"
	" PRIMARY KEY(scan, digest)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE dead_entry(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id),"
	" registry INTEGER REFERENCES registry(id), role TEXT NOT NULL, path ANY NOT NULL, path_shown TEXT,"
	" repository ANY, tag ANY, upload ANY, digest TEXT, says TEXT, inode INTEGER, method TEXT NOT NULL,"
	" sequence INTEGER, seen TEXT, died TEXT, place INTEGER NOT NULL, length INTEGER NOT NULL,"
	" life INTEGER, tag_inode INTEGER, tag_life INTEGER, gone TEXT, born TEXT, set_at TEXT,"
	" state INTEGER, text INTEGER, whole INTEGER NOT NULL DEFAULT 0) STRICT;"

	"CREATE TABLE naming(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id),"
	" item INTEGER NOT NULL REFERENCES item_row(id), kind TEXT NOT NULL, repository ANY, tag ANY, digest TEXT,"
	" other TEXT, time TEXT, offset INTEGER NOT NULL, length INTEGER NOT NULL, pointer TEXT NOT NULL) STRICT;"

	/* every digest that anything names, once, as its bytes (32 are SHA-256, 48 and 64 SHA-384 and SHA-512); also other
	 * names of 64 digits in paths. The view `digest` shows the text */
	"CREATE TABLE digest_row(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL UNIQUE) STRICT;"
	/* every text that repeats: words of ours, media types, names, the places of paths */
	"CREATE TABLE text(id INTEGER PRIMARY KEY, value ANY NOT NULL UNIQUE) STRICT;"
	"CREATE TABLE attributes(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, mode INTEGER, uid INTEGER, gid INTEGER,"
	" nlink INTEGER, device INTEGER, time_digits INTEGER) STRICT;"
	"CREATE INDEX attributes_all ON attributes(mode, uid, gid, nlink, device, time_digits);"
	"CREATE TABLE look(id INTEGER PRIMARY KEY, form TEXT, media TEXT, reading TEXT, reading_offset INTEGER,"
	" reading_length INTEGER) STRICT;"
	"CREATE INDEX look_all ON look(media, reading_length, reading_offset);"

	/* the view `item` shows it: times after mtime are differences, 0 in observed and reading_digest says "the same" */
	"CREATE TABLE item_row(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id), behind INTEGER NOT NULL,"
	" place INTEGER REFERENCES text(id), leaf ANY NOT NULL, hex INTEGER REFERENCES digest_row(id),"
	" attributes INTEGER NOT NULL REFERENCES attributes(id), role INTEGER NOT NULL REFERENCES text(id),"
	" registry INTEGER REFERENCES registry(id), repository INTEGER REFERENCES text(id), tag INTEGER REFERENCES text(id),"
	" digest INTEGER REFERENCES digest_row(id), size INTEGER NOT NULL, inode INTEGER, allocated INTEGER, mtime INTEGER,"
	" atime ANY, ctime ANY, btime ANY, offset INTEGER, superseded INTEGER NOT NULL DEFAULT 0, short INTEGER,"
	" sha256 INTEGER REFERENCES digest_row(id), observed INTEGER, look INTEGER REFERENCES look(id), reading_digest INTEGER)"
	" STRICT;"
	"CREATE TABLE item_more(item INTEGER PRIMARY KEY REFERENCES item_row(id), path_shown TEXT, upload ANY,"
	" state_offset INTEGER, far_times TEXT, link_target ANY, runs TEXT, unread TEXT, unread_said TEXT, reading_why TEXT,"
	" reading_said TEXT, reading_raw BLOB, started TEXT, state_digest TEXT, state_length INTEGER) STRICT;"

	"CREATE TABLE prefix(item INTEGER NOT NULL REFERENCES item_row(id), blob TEXT NOT NULL,"
	" scan INTEGER NOT NULL REFERENCES scan(id), length INTEGER NOT NULL, PRIMARY KEY(item, blob))"
	" STRICT, WITHOUT ROWID;"

	"CREATE TABLE layer(sha256 TEXT PRIMARY KEY, diff_id TEXT, whole INTEGER NOT NULL,"
	" inflated INTEGER NOT NULL, members INTEGER NOT NULL, trailing INTEGER NOT NULL,"
	" is_tar INTEGER NOT NULL, entries INTEGER NOT NULL, listing BLOB) STRICT, WITHOUT ROWID;"

	/* In the order they came, so that pages are full; rows that refer to it are checked against the index of names.
	 * Where `cut` is not NULL, 64 hexadecimal digits that are known digests are left out of `rest`: it lists
	 * bytes of rest and the number of the digest after them, in turns. The view `document` puts them in. */
	"CREATE TABLE document_row(id INTEGER PRIMARY KEY, sha256 INTEGER NOT NULL UNIQUE REFERENCES digest_row(id), kind INTEGER NOT NULL, image_kind INTEGER,"
	" media_type INTEGER, media_type_inferred INTEGER NOT NULL, artifact_type INTEGER, annotations TEXT,"
	" created TEXT, architecture INTEGER, os INTEGER, variant INTEGER, author INTEGER, labels TEXT, env TEXT,"
	" name TEXT, tag TEXT, steps INTEGER NOT NULL, layer_steps INTEGER NOT NULL,"
	" rest BLOB NOT NULL, cut TEXT) STRICT;"

	"CREATE TABLE reference_row(document INTEGER NOT NULL REFERENCES document_row(sha256), rel INTEGER NOT NULL,"
	" position INTEGER NOT NULL, reading INTEGER NOT NULL, offset INTEGER NOT NULL, digest INTEGER REFERENCES digest_row(id),"
	" size INTEGER, media_type INTEGER, artifact_type INTEGER, platform INTEGER, annotations TEXT, data TEXT,"
	" is_foreign INTEGER NOT NULL, length INTEGER NOT NULL, pointer INTEGER NOT NULL,"
	" PRIMARY KEY(document, rel, position, reading, offset)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE diff_id_row(document INTEGER NOT NULL REFERENCES document_row(sha256),"
	" position INTEGER NOT NULL, digest INTEGER REFERENCES digest_row(id), offset INTEGER NOT NULL, length INTEGER NOT NULL,"
	" pointer INTEGER NOT NULL, PRIMARY KEY(document, position)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE history_row(document INTEGER NOT NULL REFERENCES document_row(sha256),"
	" position INTEGER NOT NULL, created TEXT, created_by INTEGER, comment INTEGER, author INTEGER,"
	" empty_layer INTEGER NOT NULL, PRIMARY KEY(document, position)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE observation(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id),"
	" item INTEGER REFERENCES item_row(id), code TEXT NOT NULL, offset INTEGER NOT NULL,"
	" length INTEGER NOT NULL, pointer TEXT NOT NULL, text TEXT NOT NULL, said TEXT) STRICT;"

	"CREATE TABLE log(scan INTEGER PRIMARY KEY REFERENCES scan(id), lines INTEGER NOT NULL,"
	" understood INTEGER NOT NULL, mentions INTEGER NOT NULL, not_understood INTEGER NOT NULL,"
	" too_long INTEGER NOT NULL, samples TEXT NOT NULL, gc_style TEXT) STRICT;"

	"CREATE TABLE log_class(scan INTEGER NOT NULL REFERENCES scan(id), class TEXT NOT NULL,"
	" lines INTEGER NOT NULL, first TEXT, last TEXT, hole_from TEXT, hole_to TEXT,"
	" backwards INTEGER NOT NULL, PRIMARY KEY(scan, class)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE log_event_row(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id),"
	" item INTEGER NOT NULL REFERENCES item_row(id), event INTEGER NOT NULL, family INTEGER NOT NULL,"
	" class INTEGER NOT NULL, time TEXT, raw_time TEXT, repository INTEGER, from_repository INTEGER, tag INTEGER,"
	" upload ANY, digest INTEGER REFERENCES digest_row(id), size INTEGER, status INTEGER, actor INTEGER, address INTEGER,"
	" agent INTEGER, media_type INTEGER, object INTEGER, method INTEGER, parent INTEGER, position INTEGER, detail TEXT,"
	" detail_said TEXT, line INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL) STRICT;"

	"CREATE TABLE seek_point(scan INTEGER NOT NULL REFERENCES scan(id), out INTEGER NOT NULL,"
	" inn INTEGER NOT NULL, bits INTEGER NOT NULL, window BLOB, PRIMARY KEY(scan, out))"
	" STRICT, WITHOUT ROWID;"

	"CREATE TABLE rebuilt(digest TEXT PRIMARY KEY, tar TEXT NOT NULL, diff_id TEXT NOT NULL, encoder TEXT NOT NULL,"
	" size INTEGER NOT NULL, inflated INTEGER NOT NULL, program TEXT, run INTEGER NOT NULL REFERENCES run(id)) STRICT,"
	" WITHOUT ROWID;"

	"CREATE TABLE toolmark(sha256 TEXT PRIMARY KEY, encoder TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run(id))"
	" STRICT, WITHOUT ROWID;";

const char *const casedb_schema_conclusions =
	/* blobs and images in the order of their digests */
	"CREATE TABLE blob_row(n INTEGER PRIMARY KEY, digest INTEGER NOT NULL UNIQUE REFERENCES digest_row(id), kind INTEGER NOT NULL, state INTEGER NOT NULL,"
	" size INTEGER, media_type INTEGER, diff_id INTEGER, observed_digest INTEGER, observed_size INTEGER) STRICT;"

	"CREATE TABLE blob_copy_row(digest INTEGER NOT NULL, item INTEGER NOT NULL REFERENCES item_row(id),"
	" state INTEGER NOT NULL, PRIMARY KEY(digest, item)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE blob_repository_row(digest INTEGER NOT NULL, registry INTEGER NOT NULL REFERENCES"
	" registry(id), repository INTEGER NOT NULL, item INTEGER REFERENCES item_row(id),"
	" PRIMARY KEY(digest, registry, repository)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE image_row(n INTEGER PRIMARY KEY, digest INTEGER NOT NULL UNIQUE REFERENCES digest_row(id),"
	" kind INTEGER NOT NULL, state INTEGER NOT NULL,"
	" media_type INTEGER, media_type_inferred INTEGER NOT NULL, standing INTEGER NOT NULL,"
	" completeness INTEGER NOT NULL, origin INTEGER NOT NULL, grade INTEGER NOT NULL, size INTEGER,"
	" total_size INTEGER NOT NULL, created TEXT, config INTEGER, subject INTEGER) STRICT;"

	"CREATE TABLE image_repository_row(id INTEGER PRIMARY KEY, image INTEGER NOT NULL,"
	" registry INTEGER NOT NULL REFERENCES registry(id), repository INTEGER NOT NULL,"
	" standing INTEGER NOT NULL, deleted_at ANY, deleted_after ANY, deleted_before ANY) STRICT;"

	"CREATE TABLE image_missing_row(image INTEGER NOT NULL, digest INTEGER NOT NULL,"
	" PRIMARY KEY(image, digest)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE edge_row(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, from_digest INTEGER NOT NULL,"
	" to_digest INTEGER NOT NULL, position INTEGER NOT NULL, media_type INTEGER, size INTEGER,"
	" platform INTEGER, diff_id INTEGER, diff_id_claimed INTEGER, grade INTEGER NOT NULL, rule INTEGER NOT NULL)"
	" STRICT;"

	"CREATE TABLE candidate(id INTEGER PRIMARY KEY, config TEXT NOT NULL, position INTEGER NOT NULL,"
	" diff_id TEXT NOT NULL, layer TEXT, grade TEXT NOT NULL, rule TEXT NOT NULL) STRICT;"

	"CREATE TABLE tag_row(id INTEGER PRIMARY KEY, registry INTEGER NOT NULL REFERENCES registry(id),"
	" repository INTEGER NOT NULL, tag INTEGER NOT NULL, digest INTEGER, standing INTEGER NOT NULL,"
	" from_at ANY, until_at ANY, deleted_at ANY, deleted_after ANY, deleted_before ANY,"
	" time_source INTEGER, grade INTEGER NOT NULL, rule INTEGER NOT NULL) STRICT;"

	"CREATE TABLE repository(id INTEGER PRIMARY KEY, registry INTEGER NOT NULL REFERENCES"
	" registry(id), name ANY NOT NULL, standing TEXT NOT NULL, images INTEGER NOT NULL,"
	" tags INTEGER NOT NULL, bytes INTEGER NOT NULL, unique_bytes INTEGER NOT NULL,"
	" UNIQUE(registry, name)) STRICT;"

	"CREATE TABLE logged_part(id INTEGER PRIMARY KEY, image TEXT, repository ANY NOT NULL, tag ANY, part TEXT NOT NULL,"
	" manifest INTEGER NOT NULL, size INTEGER, time TEXT, rule TEXT NOT NULL, grade TEXT NOT NULL) STRICT;"

	"CREATE TABLE kinship(registry INTEGER NOT NULL REFERENCES registry(id), of INTEGER NOT NULL REFERENCES"
	" registry(id), stated INTEGER NOT NULL, entries INTEGER NOT NULL, of_entries INTEGER NOT NULL,"
	" common INTEGER NOT NULL, same_time INTEGER NOT NULL, PRIMARY KEY(registry, of)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE upload(id INTEGER PRIMARY KEY, registry INTEGER NOT NULL REFERENCES registry(id),"
	" repository ANY NOT NULL, uuid ANY NOT NULL, started TEXT, size INTEGER, digest TEXT,"
	" becoming TEXT) STRICT;"

	"CREATE TABLE resynthesis(digest TEXT PRIMARY KEY, recipe TEXT NOT NULL, producer TEXT NOT NULL,"
	" input TEXT NOT NULL, searched_size INTEGER, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;"

	"CREATE TABLE recompression(digest TEXT PRIMARY KEY, tar TEXT NOT NULL, diff_id TEXT NOT NULL, encoder TEXT NOT"
	" NULL, size INTEGER NOT NULL, inflated INTEGER NOT NULL, program TEXT) STRICT, WITHOUT ROWID;"

	"CREATE TABLE event_row(id INTEGER PRIMARY KEY, event INTEGER NOT NULL, scan INTEGER REFERENCES scan(id),"
	" registry INTEGER REFERENCES registry(id), repository INTEGER, tag INTEGER, digest INTEGER, time ANY, after_at ANY,"
	" before_at ANY, time_source INTEGER, actor INTEGER, address INTEGER, text ANY NOT NULL, said INTEGER, grade INTEGER NOT NULL,"
	" rule INTEGER NOT NULL) STRICT;"

	"CREATE TABLE finding_row(id INTEGER PRIMARY KEY, code INTEGER NOT NULL, severity INTEGER NOT NULL,"
	" subject ANY NOT NULL, text ANY NOT NULL, said INTEGER) STRICT;"

	"CREATE TABLE because_row(owner INTEGER NOT NULL, owner_id INTEGER NOT NULL, n INTEGER NOT NULL,"
	" item INTEGER REFERENCES item_row(id), scan INTEGER REFERENCES scan(id), offset INTEGER, length INTEGER, pointer INTEGER,"
	" PRIMARY KEY(owner, owner_id, n)) STRICT, WITHOUT ROWID;";

/* Indexes are made when a scan or a resolve has loaded its rows. */
const char *const casedb_schema_fact_indexes =
	"CREATE INDEX IF NOT EXISTS item_place ON item_row(place, hex, leaf);"
	"CREATE INDEX IF NOT EXISTS item_digest ON item_row(digest) WHERE digest IS NOT NULL;"
	"CREATE INDEX IF NOT EXISTS item_sha256 ON item_row(sha256) WHERE sha256 IS NOT NULL;"
	"CREATE INDEX IF NOT EXISTS reference_digest ON reference_row(digest);"
	"CREATE INDEX IF NOT EXISTS diff_id_digest ON diff_id_row(digest);"
	"CREATE UNIQUE INDEX IF NOT EXISTS dead_entry_once ON dead_entry(scan, path, coalesce(digest,''),"
	" coalesce(says,''), coalesce(inode,0), coalesce(life,0));"
	"CREATE INDEX IF NOT EXISTS naming_digest ON naming(digest);"
	"CREATE INDEX IF NOT EXISTS log_event_scan ON log_event_row(scan, family);";

/* Made only when a scan met unfinished uploads; the second is dropped when it ends. */
const char *const casedb_schema_upload_indexes =
	"CREATE INDEX IF NOT EXISTS item_digest ON item_row(digest) WHERE digest IS NOT NULL;"
	"CREATE INDEX IF NOT EXISTS item_repository ON item_row(repository, registry, scan, role);";

/* The first of them, made earlier where paths are looked up while a scan is settled. */
const char *const casedb_schema_path_indexes = "CREATE INDEX IF NOT EXISTS item_place ON item_row(place, hex, leaf);";

const char *const casedb_schema_conclusion_indexes =
	"CREATE INDEX IF NOT EXISTS edge_from ON edge_row(from_digest);"
	"CREATE INDEX IF NOT EXISTS edge_to ON edge_row(to_digest);"
	"CREATE UNIQUE INDEX IF NOT EXISTS image_repository_once ON image_repository_row(image, registry, repository);"
	"CREATE INDEX IF NOT EXISTS logged_part_image ON logged_part(image);"
	"CREATE INDEX IF NOT EXISTS tag_digest ON tag_row(digest);"
	"CREATE INDEX IF NOT EXISTS event_digest ON event_row(digest) WHERE digest IS NOT NULL;";

/* What drops before each resolve: tables in the order of their making, reversed, and their names. */
const char *const casedb_conclusion_tables[] = {
	"because_row", "finding_row", "event_row", "resynthesis", "recompression", "upload", "logged_part", "kinship", "repository", "tag_row",
	"candidate", "edge_row", "image_missing_row", "image_repository_row", "image_row", "blob_repository_row", "blob_copy_row", "blob_row", NULL,
};
