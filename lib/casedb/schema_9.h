/*
 * casedb/schema_9.h - schema 9 as it was released: cases of that number stay readable, and their schema is compared
 * with this text. Never edited.
 */
#ifndef CASEDB_SCHEMA_9_H
#define CASEDB_SCHEMA_9_H

#define CASEDB_SCHEMA_9 \
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;CREATE TABLE run(id INTEGER PRIMARY KEY, " \
	"verb TEXT NOT NULL, version TEXT NOT NULL, argv TEXT NOT NULL, environment TEXT NOT NULL, host TEXT NOT NULL, " \
	"started TEXT, ended TEXT, status INTEGER, items INTEGER, bytes INTEGER, seconds REAL, outcome TEXT) " \
	"STRICT;CREATE TABLE custody_log(seq INTEGER PRIMARY KEY CHECK(seq>0), prev_hash TEXT NOT NULL, canon BLOB NOT " \
	"NULL, entry_hash TEXT NOT NULL) STRICT;CREATE TABLE source(id INTEGER PRIMARY KEY, label ANY NOT NULL UNIQUE, " \
	"label_shown TEXT, present INTEGER NOT NULL DEFAULT 0) STRICT;CREATE TABLE copy_of(id INTEGER PRIMARY KEY, " \
	"source INTEGER NOT NULL REFERENCES source(id), original INTEGER REFERENCES source(id), run INTEGER NOT NULL " \
	"REFERENCES run(id)) STRICT;CREATE TABLE scan(id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES " \
	"source(id), run INTEGER REFERENCES run(id), kind TEXT NOT NULL, path ANY NOT NULL, path_shown TEXT, compression " \
	"TEXT NOT NULL DEFAULT '', depth TEXT NOT NULL, scope TEXT, limits TEXT NOT NULL, state TEXT NOT NULL " \
	"CHECK(state IN ('running','finished','abandoned')), started TEXT, ended TEXT, identity_before TEXT NOT NULL, " \
	"identity_after TEXT, changed TEXT, changed_said TEXT, size INTEGER, digest TEXT, items INTEGER NOT NULL DEFAULT " \
	"0, bytes INTEGER NOT NULL DEFAULT 0, files_read INTEGER NOT NULL DEFAULT 0, files_skipped INTEGER NOT NULL " \
	"DEFAULT 0, files_unread INTEGER NOT NULL DEFAULT 0, bytes_skipped INTEGER NOT NULL DEFAULT 0, bytes_unread " \
	"INTEGER NOT NULL DEFAULT 0, out_of_scope INTEGER NOT NULL DEFAULT 0, atime_touched INTEGER NOT NULL DEFAULT 0) " \
	"STRICT;CREATE TABLE registry(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id), store TEXT NOT " \
	"NULL DEFAULT 'registry', path ANY NOT NULL, path_shown TEXT, UNIQUE(scan, path, store)) STRICT;CREATE TABLE " \
	"volume(scan INTEGER NOT NULL REFERENCES scan(id), position INTEGER NOT NULL, parent INTEGER NOT NULL, depth " \
	"INTEGER NOT NULL, kind TEXT NOT NULL, content TEXT, name TEXT, prefix TEXT, scheme TEXT, slot INTEGER, offset " \
	"INTEGER NOT NULL, size INTEGER NOT NULL, type TEXT, label TEXT, note TEXT, note_said TEXT, trouble TEXT, " \
	"trouble_said TEXT, fs TEXT, block INTEGER, fs_size INTEGER, uuid TEXT, fs_label TEXT, mounted_at TEXT, made " \
	"TEXT, mounted TEXT, written TEXT, dirty INTEGER, discards INTEGER, PRIMARY KEY(scan, position)) STRICT, WITHOUT " \
	"ROWID;CREATE TABLE recovery(item INTEGER NOT NULL REFERENCES item_row(id), n INTEGER NOT NULL, method TEXT NOT " \
	"NULL, trace TEXT, inode INTEGER, generation INTEGER, sequence INTEGER, time TEXT, place INTEGER, named INTEGER " \
	"NOT NULL, PRIMARY KEY(item, n)) STRICT, WITHOUT ROWID;CREATE TABLE lost(scan INTEGER NOT NULL REFERENCES " \
	"scan(id), digest TEXT NOT NULL, reason TEXT NOT NULL, text TEXT NOT NULL, said TEXT, blocks INTEGER, " \
	"overwritten INTEGER, prefix INTEGER, place INTEGER, PRIMARY KEY(scan, digest)) STRICT, WITHOUT ROWID;CREATE " \
	"TABLE dead_entry(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id), registry INTEGER REFERENCES " \
	"registry(id), role TEXT NOT NULL, path ANY NOT NULL, path_shown TEXT, repository ANY, tag ANY, upload ANY, " \
	"digest TEXT, says TEXT, inode INTEGER, method TEXT NOT NULL, sequence INTEGER, seen TEXT, died TEXT, place " \
	"INTEGER NOT NULL, length INTEGER NOT NULL, life INTEGER, tag_inode INTEGER, tag_life INTEGER, gone TEXT, born " \
	"TEXT, set_at TEXT, state INTEGER, text INTEGER, whole INTEGER NOT NULL DEFAULT 0) STRICT;CREATE TABLE naming(id " \
	"INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id), item INTEGER NOT NULL REFERENCES item_row(id), " \
	"kind TEXT NOT NULL, repository ANY, tag ANY, digest TEXT, other TEXT, time TEXT, offset INTEGER NOT NULL, " \
	"length INTEGER NOT NULL, pointer TEXT NOT NULL) STRICT;CREATE TABLE digest_row(id INTEGER PRIMARY KEY, bytes " \
	"BLOB NOT NULL UNIQUE) STRICT;CREATE TABLE text(id INTEGER PRIMARY KEY, value ANY NOT NULL UNIQUE) STRICT;CREATE " \
	"TABLE attributes(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, mode INTEGER, uid INTEGER, gid INTEGER, nlink " \
	"INTEGER, device INTEGER, time_digits INTEGER) STRICT;CREATE TABLE look(id INTEGER PRIMARY KEY, form TEXT, media " \
	"TEXT, reading TEXT, reading_offset INTEGER, reading_length INTEGER) STRICT;CREATE TABLE item_row(id INTEGER " \
	"PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id), behind INTEGER NOT NULL, place INTEGER REFERENCES " \
	"text(id), leaf ANY NOT NULL, hex INTEGER REFERENCES digest_row(id), attributes INTEGER NOT NULL REFERENCES " \
	"attributes(id), role INTEGER NOT NULL REFERENCES text(id), registry INTEGER REFERENCES registry(id), repository " \
	"INTEGER REFERENCES text(id), tag INTEGER REFERENCES text(id), digest INTEGER REFERENCES digest_row(id), size " \
	"INTEGER NOT NULL, inode INTEGER, allocated INTEGER, mtime INTEGER, atime ANY, ctime ANY, btime ANY, offset " \
	"INTEGER, superseded INTEGER NOT NULL DEFAULT 0, short INTEGER, sha256 INTEGER REFERENCES digest_row(id), " \
	"observed INTEGER, look INTEGER REFERENCES look(id), reading_digest INTEGER) STRICT;CREATE TABLE item_more(item " \
	"INTEGER PRIMARY KEY REFERENCES item_row(id), path_shown TEXT, upload ANY, state_offset INTEGER, far_times TEXT, " \
	"link_target ANY, runs TEXT, unread TEXT, unread_said TEXT, reading_why TEXT, reading_said TEXT, reading_raw " \
	"BLOB, started TEXT, state_digest TEXT, state_length INTEGER) STRICT;CREATE TABLE prefix(item INTEGER NOT NULL " \
	"REFERENCES item_row(id), blob TEXT NOT NULL, scan INTEGER NOT NULL REFERENCES scan(id), length INTEGER NOT " \
	"NULL, PRIMARY KEY(item, blob)) STRICT, WITHOUT ROWID;CREATE TABLE layer(sha256 TEXT PRIMARY KEY, diff_id TEXT, " \
	"whole INTEGER NOT NULL, inflated INTEGER NOT NULL, members INTEGER NOT NULL, trailing INTEGER NOT NULL, is_tar " \
	"INTEGER NOT NULL, entries INTEGER NOT NULL, listing BLOB) STRICT, WITHOUT ROWID;CREATE TABLE document_row(id " \
	"INTEGER PRIMARY KEY, sha256 INTEGER NOT NULL UNIQUE REFERENCES digest_row(id), kind INTEGER NOT NULL, " \
	"image_kind INTEGER, media_type INTEGER, media_type_inferred INTEGER NOT NULL, artifact_type INTEGER, " \
	"annotations TEXT, created TEXT, architecture INTEGER, os INTEGER, variant INTEGER, author INTEGER, labels TEXT, " \
	"env TEXT, name TEXT, tag TEXT, steps INTEGER NOT NULL, layer_steps INTEGER NOT NULL, rest BLOB NOT NULL, cut " \
	"TEXT) STRICT;CREATE TABLE reference_row(document INTEGER NOT NULL REFERENCES document_row(sha256), rel INTEGER " \
	"NOT NULL, position INTEGER NOT NULL, reading INTEGER NOT NULL, offset INTEGER NOT NULL, digest INTEGER " \
	"REFERENCES digest_row(id), size INTEGER, media_type INTEGER, artifact_type INTEGER, platform INTEGER, " \
	"annotations TEXT, data TEXT, is_foreign INTEGER NOT NULL, length INTEGER NOT NULL, pointer INTEGER NOT NULL, " \
	"PRIMARY KEY(document, rel, position, reading, offset)) STRICT, WITHOUT ROWID;CREATE TABLE diff_id_row(document " \
	"INTEGER NOT NULL REFERENCES document_row(sha256), position INTEGER NOT NULL, digest INTEGER REFERENCES " \
	"digest_row(id), offset INTEGER NOT NULL, length INTEGER NOT NULL, pointer INTEGER NOT NULL, PRIMARY " \
	"KEY(document, position)) STRICT, WITHOUT ROWID;CREATE TABLE history_row(document INTEGER NOT NULL REFERENCES " \
	"document_row(sha256), position INTEGER NOT NULL, created TEXT, created_by INTEGER, comment INTEGER, author " \
	"INTEGER, empty_layer INTEGER NOT NULL, PRIMARY KEY(document, position)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"observation(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id), item INTEGER REFERENCES " \
	"item_row(id), code TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, pointer TEXT NOT NULL, text " \
	"TEXT NOT NULL, said TEXT) STRICT;CREATE TABLE log(scan INTEGER PRIMARY KEY REFERENCES scan(id), lines INTEGER " \
	"NOT NULL, understood INTEGER NOT NULL, mentions INTEGER NOT NULL, not_understood INTEGER NOT NULL, too_long " \
	"INTEGER NOT NULL, samples TEXT NOT NULL, gc_style TEXT) STRICT;CREATE TABLE log_class(scan INTEGER NOT NULL " \
	"REFERENCES scan(id), class TEXT NOT NULL, lines INTEGER NOT NULL, first TEXT, last TEXT, hole_from TEXT, " \
	"hole_to TEXT, backwards INTEGER NOT NULL, PRIMARY KEY(scan, class)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"log_event_row(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id), item INTEGER NOT NULL " \
	"REFERENCES item_row(id), event INTEGER NOT NULL, family INTEGER NOT NULL, class INTEGER NOT NULL, time TEXT, " \
	"raw_time TEXT, repository INTEGER, from_repository INTEGER, tag INTEGER, upload ANY, digest INTEGER REFERENCES " \
	"digest_row(id), size INTEGER, status INTEGER, actor INTEGER, address INTEGER, agent INTEGER, media_type " \
	"INTEGER, object INTEGER, method INTEGER, parent INTEGER, position INTEGER, detail TEXT, detail_said TEXT, line " \
	"INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL) STRICT;CREATE TABLE seek_point(scan INTEGER " \
	"NOT NULL REFERENCES scan(id), out INTEGER NOT NULL, inn INTEGER NOT NULL, bits INTEGER NOT NULL, window BLOB, " \
	"PRIMARY KEY(scan, out)) STRICT, WITHOUT ROWID;CREATE TABLE rebuilt(digest TEXT PRIMARY KEY, tar TEXT NOT NULL, " \
	"diff_id TEXT NOT NULL, encoder TEXT NOT NULL, size INTEGER NOT NULL, inflated INTEGER NOT NULL, program TEXT, " \
	"run INTEGER NOT NULL REFERENCES run(id)) STRICT, WITHOUT ROWID;CREATE TABLE toolmark(sha256 TEXT PRIMARY KEY, " \
	"encoder TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run(id)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"verification(seq INTEGER NOT NULL REFERENCES custody_log(seq), item_no ANY, label ANY, stage ANY, path ANY, " \
	"size ANY, sha256 ANY, sha1 ANY, md5 ANY, result ANY, performed_by ANY, at ANY, PRIMARY KEY(seq)) STRICT, " \
	"WITHOUT ROWID;CREATE TABLE exhibit_hash(seq INTEGER NOT NULL REFERENCES custody_log(seq), n INTEGER NOT NULL, " \
	"item_no ANY, algorithm ANY, value ANY, origin ANY, PRIMARY KEY(seq,n)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"action(seq INTEGER NOT NULL REFERENCES custody_log(seq), kind ANY, run ANY, began ANY, given ANY, account ANY, " \
	"version ANY, commit_id ANY, executable_sha256 ANY, argv ANY, only_repositories ANY, PRIMARY KEY(seq)) STRICT, " \
	"WITHOUT ROWID;CREATE TABLE action_end(seq INTEGER NOT NULL REFERENCES custody_log(seq), begins ANY, outcome " \
	"ANY, status ANY, ended ANY, items ANY, bytes ANY, milliseconds ANY, inputs ANY, PRIMARY KEY(seq)) STRICT, " \
	"WITHOUT ROWID;CREATE TABLE output_file(seq INTEGER NOT NULL REFERENCES custody_log(seq), n INTEGER NOT NULL, " \
	"kind ANY, output ANY, name ANY, sha256 ANY, size ANY, PRIMARY KEY(seq,n)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"checkpoint(seq INTEGER NOT NULL REFERENCES custody_log(seq), entries ANY, head ANY, at ANY, PRIMARY KEY(seq)) " \
	"STRICT, WITHOUT ROWID;CREATE TABLE validation(seq INTEGER NOT NULL REFERENCES custody_log(seq), checks ANY, " \
	"failed ANY, evidence_sha256 ANY, result_sha256 ANY, version ANY, commit_id ANY, at ANY, PRIMARY KEY(seq)) " \
	"STRICT, WITHOUT ROWID;CREATE TABLE case_info(seq INTEGER NOT NULL REFERENCES custody_log(seq), case_no ANY, " \
	"organisation ANY, requesting_party ANY, authority_kind ANY, authority_ref ANY, scope_text ANY, case_name ANY, " \
	"lab_ref ANY, jurisdiction ANY, handling_mark ANY, examiner_in_charge ANY, tz ANY, prior_information ANY, given " \
	"ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE party(seq INTEGER NOT " \
	"NULL REFERENCES custody_log(seq), party_id ANY, name ANY, organisation ANY, role ANY, name_kana ANY, staff_id " \
	"ANY, qualification ANY, contact ANY, given ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT " \
	"ROWID;CREATE TABLE exhibit(seq INTEGER NOT NULL REFERENCES custody_log(seq), item_no ANY, kind ANY, quantity " \
	"ANY, description ANY, found_at_place ANY, obtained_from ANY, parent_item_no ANY, obtained_at ANY, obtained_by " \
	"ANY, make ANY, model ANY, serial ANY, condition ANY, marks ANY, label ANY, given ANY, account ANY, recorded_at " \
	"ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE acquisition(seq INTEGER NOT NULL REFERENCES " \
	"custody_log(seq), item_no ANY, method ANY, tool ANY, tool_version ANY, started_at ANY, ended_at ANY, operator " \
	"ANY, source_state ANY, command ANY, write_blocker ANY, destination ANY, sha256 ANY, sha1 ANY, md5 ANY, errors " \
	"ANY, given ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"transfer_out(seq INTEGER NOT NULL REFERENCES custody_log(seq), transfer_no ANY, items ANY, released_by ANY, " \
	"received_by ANY, at ANY, purpose ANY, from_place ANY, to_place ANY, method ANY, carrier ANY, tracking_no ANY, " \
	"seal_before ANY, seal_after ANY, condition ANY, given ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) " \
	"STRICT, WITHOUT ROWID;CREATE TABLE transfer_in(seq INTEGER NOT NULL REFERENCES custody_log(seq), transfer_no " \
	"ANY, items ANY, released_by ANY, received_by ANY, at ANY, purpose ANY, from_place ANY, to_place ANY, method " \
	"ANY, carrier ANY, tracking_no ANY, seal_before ANY, seal_after ANY, condition ANY, hash_checked ANY, " \
	"head_quoted ANY, given ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"clock_check(seq INTEGER NOT NULL REFERENCES custody_log(seq), host_time ANY, reference_time ANY, " \
	"reference_source ANY, offset ANY, method ANY, by ANY, source_label ANY, tz ANY, given ANY, account ANY, " \
	"recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE note(seq INTEGER NOT NULL REFERENCES " \
	"custody_log(seq), text ANY, by ANY, item_no ANY, object ANY, label ANY, exhibit_no ANY, given ANY, account ANY, " \
	"recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE correction(seq INTEGER NOT NULL " \
	"REFERENCES custody_log(seq), corrects_seq ANY, reason ANY, old_value ANY, new_value ANY, by ANY, field ANY, " \
	"given ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE disposition(seq " \
	"INTEGER NOT NULL REFERENCES custody_log(seq), items ANY, method ANY, authorised_by ANY, at ANY, witness ANY, " \
	"proof ANY, given ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"blob_row(n INTEGER PRIMARY KEY, digest INTEGER NOT NULL UNIQUE REFERENCES digest_row(id), kind INTEGER NOT " \
	"NULL, state INTEGER NOT NULL, size INTEGER, media_type INTEGER, diff_id INTEGER, observed_digest INTEGER, " \
	"observed_size INTEGER) STRICT;CREATE TABLE blob_copy_row(digest INTEGER NOT NULL, item INTEGER NOT NULL " \
	"REFERENCES item_row(id), state INTEGER NOT NULL, PRIMARY KEY(digest, item)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"blob_repository_row(digest INTEGER NOT NULL, registry INTEGER NOT NULL REFERENCES registry(id), repository " \
	"INTEGER NOT NULL, item INTEGER REFERENCES item_row(id), PRIMARY KEY(digest, registry, repository)) STRICT, " \
	"WITHOUT ROWID;CREATE TABLE image_row(n INTEGER PRIMARY KEY, digest INTEGER NOT NULL UNIQUE REFERENCES " \
	"digest_row(id), kind INTEGER NOT NULL, state INTEGER NOT NULL, media_type INTEGER, media_type_inferred INTEGER " \
	"NOT NULL, standing INTEGER NOT NULL, completeness INTEGER NOT NULL, origin INTEGER NOT NULL, grade INTEGER NOT " \
	"NULL, size INTEGER, total_size INTEGER NOT NULL, created TEXT, config INTEGER, subject INTEGER) STRICT;CREATE " \
	"TABLE image_repository_row(id INTEGER PRIMARY KEY, image INTEGER NOT NULL, registry INTEGER NOT NULL REFERENCES " \
	"registry(id), repository INTEGER NOT NULL, standing INTEGER NOT NULL, deleted_at ANY, deleted_after ANY, " \
	"deleted_before ANY) STRICT;CREATE TABLE image_missing_row(image INTEGER NOT NULL, digest INTEGER NOT NULL, " \
	"PRIMARY KEY(image, digest)) STRICT, WITHOUT ROWID;CREATE TABLE edge_row(id INTEGER PRIMARY KEY, kind INTEGER " \
	"NOT NULL, from_digest INTEGER NOT NULL, to_digest INTEGER NOT NULL, position INTEGER NOT NULL, media_type " \
	"INTEGER, size INTEGER, platform INTEGER, diff_id INTEGER, diff_id_claimed INTEGER, grade INTEGER NOT NULL, rule " \
	"INTEGER NOT NULL) STRICT;CREATE TABLE candidate(id INTEGER PRIMARY KEY, config TEXT NOT NULL, position INTEGER " \
	"NOT NULL, diff_id TEXT NOT NULL, layer TEXT, grade TEXT NOT NULL, rule TEXT NOT NULL) STRICT;CREATE TABLE " \
	"tag_row(id INTEGER PRIMARY KEY, registry INTEGER NOT NULL REFERENCES registry(id), repository INTEGER NOT NULL, " \
	"tag INTEGER NOT NULL, digest INTEGER, standing INTEGER NOT NULL, from_at ANY, until_at ANY, deleted_at ANY, " \
	"deleted_after ANY, deleted_before ANY, time_source INTEGER, grade INTEGER NOT NULL, rule INTEGER NOT NULL) " \
	"STRICT;CREATE TABLE repository(id INTEGER PRIMARY KEY, registry INTEGER NOT NULL REFERENCES registry(id), name " \
	"ANY NOT NULL, standing TEXT NOT NULL, images INTEGER NOT NULL, tags INTEGER NOT NULL, bytes INTEGER NOT NULL, " \
	"unique_bytes INTEGER NOT NULL, UNIQUE(registry, name)) STRICT;CREATE TABLE logged_part(id INTEGER PRIMARY KEY, " \
	"image TEXT, repository ANY NOT NULL, tag ANY, part TEXT NOT NULL, manifest INTEGER NOT NULL, size INTEGER, time " \
	"TEXT, rule TEXT NOT NULL, grade TEXT NOT NULL) STRICT;CREATE TABLE kinship(registry INTEGER NOT NULL REFERENCES " \
	"registry(id), of INTEGER NOT NULL REFERENCES registry(id), stated INTEGER NOT NULL, entries INTEGER NOT NULL, " \
	"of_entries INTEGER NOT NULL, common INTEGER NOT NULL, same_time INTEGER NOT NULL, PRIMARY KEY(registry, of)) " \
	"STRICT, WITHOUT ROWID;CREATE TABLE upload(id INTEGER PRIMARY KEY, registry INTEGER NOT NULL REFERENCES " \
	"registry(id), repository ANY NOT NULL, uuid ANY NOT NULL, started TEXT, size INTEGER, digest TEXT, becoming " \
	"TEXT) STRICT;CREATE TABLE resynthesis(digest TEXT PRIMARY KEY, recipe TEXT NOT NULL, producer TEXT NOT NULL, " \
	"input TEXT NOT NULL, searched_size INTEGER, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"recompression(digest TEXT PRIMARY KEY, tar TEXT NOT NULL, diff_id TEXT NOT NULL, encoder TEXT NOT NULL, size " \
	"INTEGER NOT NULL, inflated INTEGER NOT NULL, program TEXT) STRICT, WITHOUT ROWID;CREATE TABLE event_row(id " \
	"INTEGER PRIMARY KEY, event INTEGER NOT NULL, scan INTEGER REFERENCES scan(id), registry INTEGER REFERENCES " \
	"registry(id), repository INTEGER, tag INTEGER, digest INTEGER, time ANY, after_at ANY, before_at ANY, " \
	"time_source INTEGER, actor INTEGER, address INTEGER, text ANY NOT NULL, said INTEGER, grade INTEGER NOT NULL, " \
	"rule INTEGER NOT NULL) STRICT;CREATE TABLE finding_row(id INTEGER PRIMARY KEY, code INTEGER NOT NULL, severity " \
	"INTEGER NOT NULL, subject ANY NOT NULL, text ANY NOT NULL, said INTEGER) STRICT;CREATE TABLE because_row(owner " \
	"INTEGER NOT NULL, owner_id INTEGER NOT NULL, n INTEGER NOT NULL, item INTEGER REFERENCES item_row(id), scan " \
	"INTEGER REFERENCES scan(id), offset INTEGER, length INTEGER, pointer INTEGER, PRIMARY KEY(owner, owner_id, n)) " \
	"STRICT, WITHOUT ROWID;CREATE TRIGGER custody_log_no_update BEFORE UPDATE ON custody_log BEGIN SELECT " \
	"RAISE(ABORT,'the custody log is append-only'); END;CREATE TRIGGER custody_log_no_delete BEFORE DELETE ON " \
	"custody_log BEGIN SELECT RAISE(ABORT,'the custody log is append-only'); END;CREATE TRIGGER custody_log_in_order " \
	"BEFORE INSERT ON custody_log WHEN NEW.seq IS NOT (SELECT coalesce(max(seq),0)+1 FROM custody_log) OR " \
	"NEW.prev_hash IS NOT coalesce((SELECT entry_hash FROM custody_log ORDER BY seq DESC LIMIT 1),  " \
	"'0000000000000000000000000000000000000000000000000000000000000000') BEGIN SELECT RAISE(ABORT,'the custody log " \
	"takes the next entry only'); END;CREATE VIEW digest AS SELECT id, CASE length(bytes) WHEN 32 THEN 'sha256:' " \
	"WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) AS text, bytes FROM digest_row;CREATE VIEW item AS " \
	"SELECT i.id, i.scan, i.id-i.behind AS ordinal, CASE WHEN i.place IS NULL THEN i.leaf ELSE (SELECT value FROM " \
	"text WHERE id=i.place)||'/'||CASE typeof(i.leaf) WHEN 'integer' THEN replace((SELECT value FROM text WHERE " \
	"id=i.leaf),char(1),substr((SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE " \
	"'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=i.hex),8)) ELSE i.leaf END END AS path, (SELECT " \
	"path_shown FROM item_more WHERE item=i.id) AS path_shown, (SELECT kind FROM attributes WHERE id=i.attributes) " \
	"AS kind, (SELECT value FROM text WHERE id=i.role) AS role, i.role AS role_id, i.registry, (SELECT value FROM " \
	"text WHERE id=i.repository) AS repository, i.repository AS repository_id, (SELECT value FROM text WHERE " \
	"id=i.tag) AS tag, i.tag AS tag_id, (SELECT upload FROM item_more WHERE item=i.id) AS upload, (SELECT CASE " \
	"length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM " \
	"digest_row WHERE id=i.digest) AS digest, i.digest AS digest_id, (SELECT state_offset FROM item_more WHERE " \
	"item=i.id) AS state_offset, i.size, (SELECT mode FROM attributes WHERE id=i.attributes) AS mode, (SELECT uid " \
	"FROM attributes WHERE id=i.attributes) AS uid, (SELECT gid FROM attributes WHERE id=i.attributes) AS gid, " \
	"(SELECT nlink FROM attributes WHERE id=i.attributes) AS nlink, (SELECT device FROM attributes WHERE " \
	"id=i.attributes) AS device, i.inode, i.allocated, i.mtime, CASE typeof(i.atime) WHEN 'text' THEN CAST(i.atime " \
	"AS INTEGER) ELSE i.atime+coalesce(i.mtime,0) END AS atime, CASE typeof(i.ctime) WHEN 'text' THEN CAST(i.ctime " \
	"AS INTEGER) ELSE i.ctime+coalesce(i.mtime,0) END AS ctime, CASE typeof(i.btime) WHEN 'text' THEN CAST(i.btime " \
	"AS INTEGER) ELSE i.btime+coalesce(coalesce(CASE typeof(i.ctime) WHEN 'text' THEN CAST(i.ctime AS INTEGER) ELSE " \
	"i.ctime+coalesce(i.mtime,0) END,i.mtime),0) END AS btime, (SELECT time_digits FROM attributes WHERE " \
	"id=i.attributes) AS time_digits, (SELECT far_times FROM item_more WHERE item=i.id) AS far_times, (SELECT " \
	"link_target FROM item_more WHERE item=i.id) AS link_target, i.offset, (SELECT runs FROM item_more WHERE " \
	"item=i.id) AS runs, i.superseded, i.size-i.short AS bytes_read, (SELECT unread FROM item_more WHERE item=i.id) " \
	"AS unread, (SELECT unread_said FROM item_more WHERE item=i.id) AS unread_said, (SELECT CASE length(bytes) WHEN " \
	"32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE " \
	"id=i.sha256) AS sha256, i.sha256 AS sha256_id, (SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN " \
	"'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=CASE i.observed WHEN 0 THEN i.sha256 " \
	"ELSE i.observed END) AS observed, CASE i.observed WHEN 0 THEN i.sha256 ELSE i.observed END AS observed_id, " \
	"(SELECT form FROM look WHERE id=i.look) AS form, (SELECT media FROM look WHERE id=i.look) AS media, (SELECT " \
	"reading FROM look WHERE id=i.look) AS reading, (SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN " \
	"'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=CASE i.reading_digest WHEN 0 THEN " \
	"i.digest ELSE i.reading_digest END) AS reading_digest, CASE i.reading_digest WHEN 0 THEN i.digest ELSE " \
	"i.reading_digest END AS reading_digest_id, (SELECT reading_offset FROM look WHERE id=i.look) AS reading_offset, " \
	"(SELECT reading_length FROM look WHERE id=i.look) AS reading_length, (SELECT reading_why FROM item_more WHERE " \
	"item=i.id) AS reading_why, (SELECT reading_said FROM item_more WHERE item=i.id) AS reading_said, CASE WHEN " \
	"(SELECT reading_raw FROM item_more WHERE item=i.id) IS NOT NULL THEN nullif( (SELECT reading_raw FROM item_more " \
	"WHERE item=i.id),x'') WHEN (SELECT reading FROM look WHERE id=i.look)='fine' THEN CAST((SELECT CASE " \
	"length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM " \
	"digest_row WHERE id=CASE i.reading_digest WHEN 0 THEN i.digest ELSE i.reading_digest END) AS BLOB) END AS " \
	"reading_raw, (SELECT started FROM item_more WHERE item=i.id) AS started, (SELECT state_digest FROM item_more " \
	"WHERE item=i.id) AS state_digest, (SELECT state_length FROM item_more WHERE item=i.id) AS state_length, " \
	"i.place, i.leaf, i.hex FROM item_row i;CREATE VIEW document AS SELECT (SELECT CASE length(bytes) WHEN 32 THEN " \
	"'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=d.sha256) AS " \
	"sha256, d.sha256 AS sha256_id, (SELECT value FROM text WHERE id=d.kind) AS kind, (SELECT value FROM text WHERE " \
	"id=d.image_kind) AS image_kind, (SELECT value FROM text WHERE id=d.media_type) AS media_type, " \
	"d.media_type_inferred, (SELECT value FROM text WHERE id=d.artifact_type) AS artifact_type, d.annotations, " \
	"d.created, (SELECT value FROM text WHERE id=d.architecture) AS architecture, (SELECT value FROM text WHERE " \
	"id=d.os) AS os, (SELECT value FROM text WHERE id=d.variant) AS variant, (SELECT value FROM text WHERE " \
	"id=d.author) AS author, d.labels, d.env, d.name, d.tag, d.steps, d.layer_steps, CASE WHEN d.cut IS NULL THEN " \
	"d.rest ELSE (SELECT CAST(group_concat(CAST(substr(d.rest, p.start+1, p.length) AS TEXT)||coalesce((SELECT " \
	"lower(hex(bytes)) FROM digest_row WHERE id=p.digest),''),'') AS BLOB) FROM (SELECT c.key, c.value AS length, " \
	"lead(c.value) OVER (ORDER BY c.key) AS digest, sum(CASE c.key%2 WHEN 0 THEN c.value ELSE 0 END) OVER (ORDER BY " \
	"c.key)-c.value AS start FROM json_each(d.cut) c) p WHERE p.key%2=0 ORDER BY p.key) END AS bytes FROM " \
	"document_row d;CREATE VIEW reference AS SELECT (SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN " \
	"'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=r.document) AS document, r.document AS " \
	"document_id, (SELECT value FROM text WHERE id=r.rel) AS rel, r.position, r.reading, (SELECT CASE length(bytes) " \
	"WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE " \
	"id=r.digest) AS digest, r.digest AS digest_id, r.size, (SELECT value FROM text WHERE id=r.media_type) AS " \
	"media_type, (SELECT value FROM text WHERE id=r.artifact_type) AS artifact_type, (SELECT value FROM text WHERE " \
	"id=r.platform) AS platform, r.annotations, r.data, r.is_foreign, r.offset, r.length, (SELECT value FROM text " \
	"WHERE id=r.pointer) AS pointer FROM reference_row r;CREATE VIEW diff_id AS SELECT (SELECT CASE length(bytes) " \
	"WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE " \
	"id=x.document) AS document, x.document AS document_id, x.position, (SELECT CASE length(bytes) WHEN 32 THEN " \
	"'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=x.digest) AS " \
	"digest, x.digest AS digest_id, x.offset, x.length, (SELECT value FROM text WHERE id=x.pointer) AS pointer FROM " \
	"diff_id_row x;CREATE VIEW history AS SELECT (SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN " \
	"'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=h.document) AS document, h.document AS " \
	"document_id, h.position, h.created, (SELECT value FROM text WHERE id=h.created_by) AS created_by, (SELECT value " \
	"FROM text WHERE id=h.comment) AS comment, (SELECT value FROM text WHERE id=h.author) AS author, h.empty_layer " \
	"FROM history_row h;CREATE VIEW log_event AS SELECT e.id, e.scan, e.item, (SELECT value FROM text WHERE " \
	"id=e.event) AS event, (SELECT value FROM text WHERE id=e.family) AS family, e.family AS family_id, (SELECT " \
	"value FROM text WHERE id=e.class) AS class, e.time, e.raw_time, (SELECT value FROM text WHERE id=e.repository) " \
	"AS repository, e.repository AS repository_id, (SELECT value FROM text WHERE id=e.from_repository) AS " \
	"from_repository, (SELECT value FROM text WHERE id=e.tag) AS tag, e.tag AS tag_id, e.upload, (SELECT CASE " \
	"length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM " \
	"digest_row WHERE id=e.digest) AS digest, e.digest AS digest_id, e.size, e.status, (SELECT value FROM text WHERE " \
	"id=e.actor) AS actor, (SELECT value FROM text WHERE id=e.address) AS address, (SELECT value FROM text WHERE " \
	"id=e.agent) AS agent, (SELECT value FROM text WHERE id=e.media_type) AS media_type, (SELECT value FROM text " \
	"WHERE id=e.object) AS object, (SELECT value FROM text WHERE id=e.method) AS method, (SELECT CASE length(bytes) " \
	"WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE " \
	"id=e.parent) AS parent, e.parent AS parent_id, e.position, e.detail, e.detail_said, e.line, e.offset, e.length " \
	"FROM log_event_row e;CREATE VIEW blob AS SELECT (SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN " \
	"'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=b.digest) AS digest, b.digest AS " \
	"digest_id, (SELECT value FROM text WHERE id=b.kind) AS kind, (SELECT value FROM text WHERE id=b.state) AS " \
	"state, b.size, (SELECT value FROM text WHERE id=b.media_type) AS media_type, (SELECT CASE length(bytes) WHEN 32 " \
	"THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=b.diff_id) " \
	"AS diff_id, b.diff_id AS diff_id_id, (SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' " \
	"ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=b.observed_digest) AS observed_digest, " \
	"b.observed_digest AS observed_digest_id, b.observed_size, b.n FROM blob_row b;CREATE VIEW blob_copy AS SELECT " \
	"(SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) " \
	"FROM digest_row WHERE id=k.digest) AS digest, k.digest AS digest_id, k.item, (SELECT value FROM text WHERE " \
	"id=k.state) AS state FROM blob_copy_row k;CREATE VIEW blob_repository AS SELECT (SELECT CASE length(bytes) WHEN " \
	"32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE " \
	"id=p.digest) AS digest, p.digest AS digest_id, p.registry, (SELECT value FROM text WHERE id=p.repository) AS " \
	"repository, p.repository AS repository_id, p.item FROM blob_repository_row p;CREATE VIEW image AS SELECT " \
	"(SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) " \
	"FROM digest_row WHERE id=m.digest) AS digest, m.digest AS digest_id, (SELECT value FROM text WHERE id=m.kind) " \
	"AS kind, (SELECT value FROM text WHERE id=m.state) AS state, (SELECT value FROM text WHERE id=m.media_type) AS " \
	"media_type, m.media_type_inferred, (SELECT value FROM text WHERE id=m.standing) AS standing, (SELECT value FROM " \
	"text WHERE id=m.completeness) AS completeness, (SELECT value FROM text WHERE id=m.origin) AS origin, (SELECT " \
	"value FROM text WHERE id=m.grade) AS grade, m.size, m.total_size, m.created, (SELECT CASE length(bytes) WHEN 32 " \
	"THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=m.config) " \
	"AS config, m.config AS config_id, (SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE " \
	"'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=m.subject) AS subject, m.subject AS subject_id, m.n " \
	"FROM image_row m;CREATE VIEW image_repository AS SELECT r.id, (SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' " \
	"WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=r.image) AS image, " \
	"r.image AS image_id, r.registry, (SELECT value FROM text WHERE id=r.repository) AS repository, r.repository AS " \
	"repository_id, (SELECT value FROM text WHERE id=r.standing) AS standing, CASE typeof(r.deleted_at) WHEN " \
	"'integer' THEN " \
	"strftime('%Y-%m-%dT%H:%M:%S',r.deleted_at/1000000000,'unixepoch')||printf('.%09dZ',r.deleted_at%1000000000) " \
	"ELSE r.deleted_at END AS deleted_at, CASE typeof(r.deleted_after) WHEN 'integer' THEN " \
	"strftime('%Y-%m-%dT%H:%M:%S',r.deleted_after/1000000000,'unixepoch')||printf('.%09dZ',r.deleted_after%1000000000) " \
	"ELSE r.deleted_after END AS deleted_after, CASE typeof(r.deleted_before) WHEN 'integer' THEN " \
	"strftime('%Y-%m-%dT%H:%M:%S',r.deleted_before/1000000000,'unixepoch')||printf('.%09dZ',r.deleted_before%1000000000) " \
	"ELSE r.deleted_before END AS deleted_before FROM image_repository_row r;CREATE VIEW image_missing AS SELECT " \
	"(SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) " \
	"FROM digest_row WHERE id=x.image) AS image, x.image AS image_id, (SELECT CASE length(bytes) WHEN 32 THEN " \
	"'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=x.digest) AS " \
	"digest, x.digest AS digest_id FROM image_missing_row x;CREATE VIEW edge AS SELECT e.id, (SELECT value FROM text " \
	"WHERE id=e.kind) AS kind, (SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE " \
	"'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=e.from_digest) AS from_digest, e.from_digest AS " \
	"from_digest_id, (SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' " \
	"END||lower(hex(bytes)) FROM digest_row WHERE id=e.to_digest) AS to_digest, e.to_digest AS to_digest_id, " \
	"e.position, (SELECT value FROM text WHERE id=e.media_type) AS media_type, e.size, (SELECT value FROM text WHERE " \
	"id=e.platform) AS platform, (SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE " \
	"'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=e.diff_id) AS diff_id, e.diff_id AS diff_id_id, " \
	"(SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) " \
	"FROM digest_row WHERE id=e.diff_id_claimed) AS diff_id_claimed, e.diff_id_claimed AS diff_id_claimed_id, " \
	"(SELECT value FROM text WHERE id=e.grade) AS grade, (SELECT value FROM text WHERE id=e.rule) AS rule FROM " \
	"edge_row e;CREATE VIEW tag AS SELECT t.id, t.registry, (SELECT value FROM text WHERE id=t.repository) AS " \
	"repository, t.repository AS repository_id, (SELECT value FROM text WHERE id=t.tag) AS tag, t.tag AS tag_id, " \
	"(SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) " \
	"FROM digest_row WHERE id=t.digest) AS digest, t.digest AS digest_id, (SELECT value FROM text WHERE " \
	"id=t.standing) AS standing, CASE typeof(t.from_at) WHEN 'integer' THEN " \
	"strftime('%Y-%m-%dT%H:%M:%S',t.from_at/1000000000,'unixepoch')||printf('.%09dZ',t.from_at%1000000000) ELSE " \
	"t.from_at END AS from_at, CASE typeof(t.until_at) WHEN 'integer' THEN " \
	"strftime('%Y-%m-%dT%H:%M:%S',t.until_at/1000000000,'unixepoch')||printf('.%09dZ',t.until_at%1000000000) ELSE " \
	"t.until_at END AS until_at, CASE typeof(t.deleted_at) WHEN 'integer' THEN " \
	"strftime('%Y-%m-%dT%H:%M:%S',t.deleted_at/1000000000,'unixepoch')||printf('.%09dZ',t.deleted_at%1000000000) " \
	"ELSE t.deleted_at END AS deleted_at, CASE typeof(t.deleted_after) WHEN 'integer' THEN " \
	"strftime('%Y-%m-%dT%H:%M:%S',t.deleted_after/1000000000,'unixepoch')||printf('.%09dZ',t.deleted_after%1000000000) " \
	"ELSE t.deleted_after END AS deleted_after, CASE typeof(t.deleted_before) WHEN 'integer' THEN " \
	"strftime('%Y-%m-%dT%H:%M:%S',t.deleted_before/1000000000,'unixepoch')||printf('.%09dZ',t.deleted_before%1000000000) " \
	"ELSE t.deleted_before END AS deleted_before, (SELECT value FROM text WHERE id=t.time_source) AS time_source, " \
	"(SELECT value FROM text WHERE id=t.grade) AS grade, (SELECT value FROM text WHERE id=t.rule) AS rule FROM " \
	"tag_row t;CREATE VIEW event AS SELECT e.id, (SELECT value FROM text WHERE id=e.event) AS event, e.scan, " \
	"e.registry, (SELECT value FROM text WHERE id=e.repository) AS repository, e.repository AS repository_id, " \
	"(SELECT value FROM text WHERE id=e.tag) AS tag, e.tag AS tag_id, (SELECT CASE length(bytes) WHEN 32 THEN " \
	"'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' END||lower(hex(bytes)) FROM digest_row WHERE id=e.digest) AS " \
	"digest, e.digest AS digest_id, CASE typeof(e.time) WHEN 'integer' THEN " \
	"strftime('%Y-%m-%dT%H:%M:%S',e.time/1000000000,'unixepoch')||printf('.%09dZ',e.time%1000000000) ELSE e.time END " \
	"AS time, CASE typeof(e.after_at) WHEN 'integer' THEN " \
	"strftime('%Y-%m-%dT%H:%M:%S',e.after_at/1000000000,'unixepoch')||printf('.%09dZ',e.after_at%1000000000) ELSE " \
	"e.after_at END AS after_at, CASE typeof(e.before_at) WHEN 'integer' THEN " \
	"strftime('%Y-%m-%dT%H:%M:%S',e.before_at/1000000000,'unixepoch')||printf('.%09dZ',e.before_at%1000000000) ELSE " \
	"e.before_at END AS before_at, (SELECT value FROM text WHERE id=e.time_source) AS time_source,  (SELECT value " \
	"FROM text WHERE id=e.actor) AS actor, (SELECT value FROM text WHERE id=e.address) AS address, CASE " \
	"typeof(e.text) WHEN 'integer' THEN (SELECT value FROM text WHERE id=e.text) ELSE e.text END AS text, (SELECT " \
	"value FROM text WHERE id=e.said) AS said, (SELECT value FROM text WHERE id=e.grade) AS grade, (SELECT value " \
	"FROM text WHERE id=e.rule) AS rule FROM event_row e;CREATE VIEW finding AS SELECT f.id, (SELECT value FROM text " \
	"WHERE id=f.code) AS code, (SELECT value FROM text WHERE id=f.severity) AS severity, CASE typeof(f.subject) WHEN " \
	"'integer' THEN (SELECT CASE length(bytes) WHEN 32 THEN 'sha256:' WHEN 48 THEN 'sha384:' ELSE 'sha512:' " \
	"END||lower(hex(bytes)) FROM digest_row WHERE id=f.subject) ELSE f.subject END AS subject, CASE typeof(f.text) " \
	"WHEN 'integer' THEN (SELECT value FROM text WHERE id=f.text) ELSE f.text END AS text, (SELECT value FROM text " \
	"WHERE id=f.said) AS said FROM finding_row f;CREATE VIEW because AS SELECT (SELECT value FROM text WHERE " \
	"id=b.owner) AS owner, b.owner AS owner_word, b.owner_id, b.n, b.item, b.scan, b.offset, b.length, (SELECT value " \
	"FROM text WHERE id=b.pointer) AS pointer FROM because_row b;CREATE VIEW current_scan AS SELECT max(id) AS id, " \
	"source FROM scan WHERE state='finished' GROUP BY source;CREATE VIEW item_named AS SELECT i.id, i.scan, s.label " \
	"AS source, CASE WHEN typeof(i.path)='text' THEN i.path ELSE i.path_shown END AS path, i.kind, i.role, " \
	"i.repository, i.tag, i.digest, i.size, i.sha256, i.unread, strftime('%Y-%m-%dT%H:%M:%SZ', i.mtime/1000000000, " \
	"'unixepoch') AS modified FROM item i JOIN scan c ON c.id=i.scan JOIN source s ON s.id=c.source;CREATE VIEW " \
	"what_existed AS SELECT r.repository, m.digest, m.kind, r.standing, m.completeness, m.state, r.deleted_at, " \
	"m.created, m.total_size FROM image_repository r JOIN image m ON m.digest_id=r.image_id;CREATE VIEW tag_history " \
	"AS SELECT repository, tag, digest, standing, from_at, until_at, grade FROM tag;CREATE VIEW what_is_missing AS " \
	"SELECT x.digest, x.image, m.standing, b.kind FROM image_missing x JOIN image m ON m.digest_id=x.image_id LEFT " \
	"JOIN blob b ON b.digest_id=x.digest_id;CREATE VIEW finding_grounds AS SELECT f.id, f.code, f.severity, " \
	"f.subject, f.text, n.source, n.path, b.offset, b.length, b.pointer FROM finding f LEFT JOIN because b ON " \
	"b.owner='finding' AND b.owner_id=f.id LEFT JOIN item_named n ON n.id=b.item;CREATE INDEX attributes_all ON " \
	"attributes(mode, uid, gid, nlink, device, time_digits);CREATE INDEX look_all ON look(media, reading_length, " \
	"reading_offset);CREATE INDEX reference_digest ON reference_row(digest);CREATE INDEX item_place ON " \
	"item_row(place, hex, leaf);CREATE INDEX item_digest ON item_row(digest) WHERE digest IS NOT NULL;CREATE INDEX " \
	"item_sha256 ON item_row(sha256) WHERE sha256 IS NOT NULL;CREATE INDEX diff_id_digest ON " \
	"diff_id_row(digest);CREATE UNIQUE INDEX dead_entry_once ON dead_entry(scan, path, coalesce(digest,''), " \
	"coalesce(says,''), coalesce(inode,0), coalesce(life,0));CREATE INDEX naming_digest ON naming(digest);CREATE " \
	"INDEX log_event_scan ON log_event_row(scan, family);CREATE INDEX edge_from ON edge_row(from_digest);CREATE " \
	"INDEX edge_to ON edge_row(to_digest);CREATE UNIQUE INDEX image_repository_once ON image_repository_row(image, " \
	"registry, repository);CREATE INDEX logged_part_image ON logged_part(image);CREATE INDEX tag_digest ON " \
	"tag_row(digest);CREATE INDEX event_digest ON event_row(digest) WHERE digest IS NOT NULL;CREATE INDEX " \
	"item_repository ON item_row(repository, registry, scan, role);"

#endif
