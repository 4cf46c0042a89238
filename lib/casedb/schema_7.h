/*
 * casedb/schema_7.h - schema 7 as it was released: cases of that number stay readable, and their schema is compared
 * with this text. Never edited.
 */
#ifndef CASEDB_SCHEMA_7_H
#define CASEDB_SCHEMA_7_H

#define CASEDB_SCHEMA_7 \
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;CREATE TABLE run(id INTEGER PRIMARY " \
	"KEY, verb TEXT NOT NULL, version TEXT NOT NULL, argv TEXT NOT NULL, environment TEXT NOT NULL, host " \
	"TEXT NOT NULL, started TEXT, ended TEXT, status INTEGER, items INTEGER, bytes INTEGER, seconds REAL, " \
	"outcome TEXT) STRICT;CREATE TABLE custody_log(seq INTEGER PRIMARY KEY CHECK(seq>0), prev_hash TEXT NOT " \
	"NULL, canon BLOB NOT NULL, entry_hash TEXT NOT NULL) STRICT;CREATE TABLE source(id INTEGER PRIMARY KEY, " \
	"label ANY NOT NULL UNIQUE, label_shown TEXT, present INTEGER NOT NULL DEFAULT 0) STRICT;CREATE TABLE " \
	"copy_of(id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), original INTEGER " \
	"REFERENCES source(id), run INTEGER NOT NULL REFERENCES run(id)) STRICT;CREATE TABLE scan(id INTEGER " \
	"PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), run INTEGER REFERENCES run(id), kind TEXT " \
	"NOT NULL, path ANY NOT NULL, path_shown TEXT, compression TEXT NOT NULL DEFAULT '', depth TEXT NOT " \
	"NULL, scope TEXT, limits TEXT NOT NULL, state TEXT NOT NULL CHECK(state IN " \
	"('running','finished','abandoned')), started TEXT, ended TEXT, identity_before TEXT NOT NULL, " \
	"identity_after TEXT, changed TEXT, changed_said TEXT, size INTEGER, digest TEXT, items INTEGER NOT NULL " \
	"DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, files_read INTEGER NOT NULL DEFAULT 0, files_skipped " \
	"INTEGER NOT NULL DEFAULT 0, files_unread INTEGER NOT NULL DEFAULT 0, bytes_skipped INTEGER NOT NULL " \
	"DEFAULT 0, bytes_unread INTEGER NOT NULL DEFAULT 0, out_of_scope INTEGER NOT NULL DEFAULT 0, " \
	"atime_touched INTEGER NOT NULL DEFAULT 0) STRICT;CREATE TABLE registry(id INTEGER PRIMARY KEY, scan " \
	"INTEGER NOT NULL REFERENCES scan(id), store TEXT NOT NULL DEFAULT 'registry', path ANY NOT NULL, " \
	"path_shown TEXT, UNIQUE(scan, path, store)) STRICT;CREATE TABLE volume(scan INTEGER NOT NULL REFERENCES " \
	"scan(id), position INTEGER NOT NULL, parent INTEGER NOT NULL, depth INTEGER NOT NULL, kind TEXT NOT " \
	"NULL, content TEXT, name TEXT, prefix TEXT, scheme TEXT, slot INTEGER, offset INTEGER NOT NULL, size " \
	"INTEGER NOT NULL, type TEXT, label TEXT, note TEXT, note_said TEXT, trouble TEXT, trouble_said TEXT, fs " \
	"TEXT, block INTEGER, fs_size INTEGER, uuid TEXT, fs_label TEXT, mounted_at TEXT, made TEXT, mounted " \
	"TEXT, written TEXT, dirty INTEGER, discards INTEGER, PRIMARY KEY(scan, position)) STRICT, WITHOUT " \
	"ROWID;CREATE TABLE recovery(item INTEGER NOT NULL REFERENCES item(id), n INTEGER NOT NULL, method TEXT " \
	"NOT NULL, trace TEXT, inode INTEGER, generation INTEGER, sequence INTEGER, time TEXT, place INTEGER, " \
	"named INTEGER NOT NULL, PRIMARY KEY(item, n)) STRICT, WITHOUT ROWID;CREATE TABLE lost(scan INTEGER NOT " \
	"NULL REFERENCES scan(id), digest TEXT NOT NULL, reason TEXT NOT NULL, text TEXT NOT NULL, said TEXT, " \
	"blocks INTEGER, overwritten INTEGER, prefix INTEGER, place INTEGER, PRIMARY KEY(scan, digest)) STRICT, " \
	"WITHOUT ROWID;CREATE TABLE dead_entry(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES " \
	"scan(id), registry INTEGER REFERENCES registry(id), role TEXT NOT NULL, path ANY NOT NULL, path_shown " \
	"TEXT, repository ANY, tag ANY, upload ANY, digest TEXT, says TEXT, inode INTEGER, method TEXT NOT NULL, " \
	"sequence INTEGER, seen TEXT, died TEXT, place INTEGER NOT NULL, length INTEGER NOT NULL, life INTEGER, " \
	"tag_inode INTEGER, tag_life INTEGER, gone TEXT, born TEXT, set_at TEXT, state INTEGER, text INTEGER, " \
	"whole INTEGER NOT NULL DEFAULT 0) STRICT;CREATE TABLE naming(id INTEGER PRIMARY KEY, scan INTEGER NOT " \
	"NULL REFERENCES scan(id), item INTEGER NOT NULL REFERENCES item(id), kind TEXT NOT NULL, repository " \
	"ANY, tag ANY, digest TEXT, other TEXT, time TEXT, offset INTEGER NOT NULL, length INTEGER NOT NULL, " \
	"pointer TEXT NOT NULL) STRICT;CREATE TABLE item(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL " \
	"REFERENCES scan(id), ordinal INTEGER NOT NULL, path ANY NOT NULL, path_shown TEXT, kind TEXT NOT NULL, " \
	"role TEXT NOT NULL, registry INTEGER REFERENCES registry(id), repository ANY, tag ANY, upload ANY, " \
	"digest TEXT, state_offset INTEGER, size INTEGER NOT NULL, mode INTEGER, uid INTEGER, gid INTEGER, nlink " \
	"INTEGER, device INTEGER, inode INTEGER, allocated INTEGER, mtime INTEGER, atime INTEGER, ctime INTEGER, " \
	"btime INTEGER, time_digits INTEGER, far_times TEXT, link_target ANY, offset INTEGER, runs TEXT, " \
	"superseded INTEGER NOT NULL DEFAULT 0, bytes_read INTEGER, unread TEXT, unread_said TEXT, sha256 TEXT, " \
	"observed TEXT, form TEXT, media TEXT, reading TEXT, reading_digest TEXT, reading_offset INTEGER, " \
	"reading_length INTEGER, reading_why TEXT, reading_said TEXT, reading_raw BLOB, started TEXT, " \
	"state_digest TEXT, state_length INTEGER) STRICT;CREATE TABLE prefix(item INTEGER NOT NULL REFERENCES " \
	"item(id), blob TEXT NOT NULL, scan INTEGER NOT NULL REFERENCES scan(id), length INTEGER NOT NULL, " \
	"PRIMARY KEY(item, blob)) STRICT, WITHOUT ROWID;CREATE TABLE layer(sha256 TEXT PRIMARY KEY, diff_id " \
	"TEXT, whole INTEGER NOT NULL, inflated INTEGER NOT NULL, members INTEGER NOT NULL, trailing INTEGER NOT " \
	"NULL, is_tar INTEGER NOT NULL, entries INTEGER NOT NULL, listing BLOB) STRICT, WITHOUT ROWID;CREATE " \
	"TABLE document(sha256 TEXT PRIMARY KEY, kind TEXT NOT NULL, image_kind TEXT, media_type TEXT, " \
	"media_type_inferred INTEGER NOT NULL, artifact_type TEXT, annotations TEXT, created TEXT, architecture " \
	"TEXT, os TEXT, variant TEXT, author TEXT, labels TEXT, env TEXT, name TEXT, tag TEXT, steps INTEGER NOT " \
	"NULL, layer_steps INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;CREATE TABLE reference(document TEXT " \
	"NOT NULL REFERENCES document(sha256), rel TEXT NOT NULL, position INTEGER NOT NULL, reading INTEGER NOT " \
	"NULL, digest TEXT, size INTEGER, media_type TEXT, artifact_type TEXT, platform TEXT, annotations TEXT, " \
	"data TEXT, is_foreign INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, pointer TEXT " \
	"NOT NULL, PRIMARY KEY(document, rel, position, reading, offset)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"diff_id(document TEXT NOT NULL REFERENCES document(sha256), position INTEGER NOT NULL, digest TEXT, " \
	"offset INTEGER NOT NULL, length INTEGER NOT NULL, pointer TEXT NOT NULL, PRIMARY KEY(document, " \
	"position)) STRICT, WITHOUT ROWID;CREATE TABLE history(document TEXT NOT NULL REFERENCES " \
	"document(sha256), position INTEGER NOT NULL, created TEXT, created_by TEXT, comment TEXT, author TEXT, " \
	"empty_layer INTEGER NOT NULL, PRIMARY KEY(document, position)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"observation(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES scan(id), item INTEGER REFERENCES " \
	"item(id), code TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, pointer TEXT NOT NULL, " \
	"text TEXT NOT NULL, said TEXT) STRICT;CREATE TABLE log(scan INTEGER PRIMARY KEY REFERENCES scan(id), " \
	"lines INTEGER NOT NULL, understood INTEGER NOT NULL, mentions INTEGER NOT NULL, not_understood INTEGER " \
	"NOT NULL, too_long INTEGER NOT NULL, samples TEXT NOT NULL, gc_style TEXT) STRICT;CREATE TABLE " \
	"log_class(scan INTEGER NOT NULL REFERENCES scan(id), class TEXT NOT NULL, lines INTEGER NOT NULL, first " \
	"TEXT, last TEXT, hole_from TEXT, hole_to TEXT, backwards INTEGER NOT NULL, PRIMARY KEY(scan, class)) " \
	"STRICT, WITHOUT ROWID;CREATE TABLE log_event(id INTEGER PRIMARY KEY, scan INTEGER NOT NULL REFERENCES " \
	"scan(id), item INTEGER NOT NULL REFERENCES item(id), event TEXT NOT NULL, family TEXT NOT NULL, class " \
	"TEXT NOT NULL, time TEXT, raw_time TEXT, repository ANY, from_repository ANY, tag ANY, upload ANY, " \
	"digest TEXT, size INTEGER, status INTEGER, actor TEXT, address TEXT, agent TEXT, media_type TEXT, " \
	"object TEXT, method TEXT, parent TEXT, position INTEGER, detail TEXT, detail_said TEXT, line INTEGER " \
	"NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL) STRICT;CREATE TABLE seek_point(scan INTEGER " \
	"NOT NULL REFERENCES scan(id), out INTEGER NOT NULL, inn INTEGER NOT NULL, bits INTEGER NOT NULL, window " \
	"BLOB, PRIMARY KEY(scan, out)) STRICT, WITHOUT ROWID;CREATE TABLE rebuilt(digest TEXT PRIMARY KEY, tar " \
	"TEXT NOT NULL, diff_id TEXT NOT NULL, encoder TEXT NOT NULL, size INTEGER NOT NULL, inflated INTEGER " \
	"NOT NULL, program TEXT, run INTEGER NOT NULL REFERENCES run(id)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"toolmark(sha256 TEXT PRIMARY KEY, encoder TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run(id)) " \
	"STRICT, WITHOUT ROWID;CREATE TABLE verification(seq INTEGER NOT NULL REFERENCES custody_log(seq), " \
	"item_no ANY, label ANY, stage ANY, path ANY, size ANY, sha256 ANY, sha1 ANY, md5 ANY, result ANY, " \
	"performed_by ANY, at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE exhibit_hash(seq INTEGER " \
	"NOT NULL REFERENCES custody_log(seq), n INTEGER NOT NULL, item_no ANY, algorithm ANY, value ANY, origin " \
	"ANY, PRIMARY KEY(seq,n)) STRICT, WITHOUT ROWID;CREATE TABLE action(seq INTEGER NOT NULL REFERENCES " \
	"custody_log(seq), kind ANY, run ANY, began ANY, given ANY, account ANY, version ANY, commit_id ANY, " \
	"executable_sha256 ANY, argv ANY, only_repositories ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE " \
	"TABLE action_end(seq INTEGER NOT NULL REFERENCES custody_log(seq), begins ANY, outcome ANY, status ANY, " \
	"ended ANY, items ANY, bytes ANY, milliseconds ANY, inputs ANY, PRIMARY KEY(seq)) STRICT, WITHOUT " \
	"ROWID;CREATE TABLE output_file(seq INTEGER NOT NULL REFERENCES custody_log(seq), n INTEGER NOT NULL, " \
	"kind ANY, output ANY, name ANY, sha256 ANY, size ANY, PRIMARY KEY(seq,n)) STRICT, WITHOUT ROWID;CREATE " \
	"TABLE checkpoint(seq INTEGER NOT NULL REFERENCES custody_log(seq), entries ANY, head ANY, at ANY, " \
	"PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE validation(seq INTEGER NOT NULL REFERENCES " \
	"custody_log(seq), checks ANY, failed ANY, evidence_sha256 ANY, result_sha256 ANY, version ANY, " \
	"commit_id ANY, at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE case_info(seq INTEGER NOT " \
	"NULL REFERENCES custody_log(seq), case_no ANY, organisation ANY, requesting_party ANY, authority_kind " \
	"ANY, authority_ref ANY, scope_text ANY, case_name ANY, lab_ref ANY, jurisdiction ANY, handling_mark " \
	"ANY, examiner_in_charge ANY, tz ANY, prior_information ANY, given ANY, account ANY, recorded_at ANY, " \
	"PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE party(seq INTEGER NOT NULL REFERENCES " \
	"custody_log(seq), party_id ANY, name ANY, organisation ANY, role ANY, name_kana ANY, staff_id ANY, " \
	"qualification ANY, contact ANY, given ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, " \
	"WITHOUT ROWID;CREATE TABLE exhibit(seq INTEGER NOT NULL REFERENCES custody_log(seq), item_no ANY, kind " \
	"ANY, quantity ANY, description ANY, found_at_place ANY, obtained_from ANY, parent_item_no ANY, " \
	"obtained_at ANY, obtained_by ANY, make ANY, model ANY, serial ANY, condition ANY, marks ANY, label ANY, " \
	"given ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"acquisition(seq INTEGER NOT NULL REFERENCES custody_log(seq), item_no ANY, method ANY, tool ANY, " \
	"tool_version ANY, started_at ANY, ended_at ANY, operator ANY, source_state ANY, command ANY, " \
	"write_blocker ANY, destination ANY, sha256 ANY, sha1 ANY, md5 ANY, errors ANY, given ANY, account ANY, " \
	"recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE transfer_out(seq INTEGER NOT NULL " \
	"REFERENCES custody_log(seq), transfer_no ANY, items ANY, released_by ANY, received_by ANY, at ANY, " \
	"purpose ANY, from_place ANY, to_place ANY, method ANY, carrier ANY, tracking_no ANY, seal_before ANY, " \
	"seal_after ANY, condition ANY, given ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, " \
	"WITHOUT ROWID;CREATE TABLE transfer_in(seq INTEGER NOT NULL REFERENCES custody_log(seq), transfer_no " \
	"ANY, items ANY, released_by ANY, received_by ANY, at ANY, purpose ANY, from_place ANY, to_place ANY, " \
	"method ANY, carrier ANY, tracking_no ANY, seal_before ANY, seal_after ANY, condition ANY, hash_checked " \
	"ANY, head_quoted ANY, given ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT " \
	"ROWID;CREATE TABLE clock_check(seq INTEGER NOT NULL REFERENCES custody_log(seq), host_time ANY, " \
	"reference_time ANY, reference_source ANY, offset ANY, method ANY, by ANY, source_label ANY, tz ANY, " \
	"given ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE note(seq " \
	"INTEGER NOT NULL REFERENCES custody_log(seq), text ANY, by ANY, item_no ANY, object ANY, label ANY, " \
	"exhibit_no ANY, given ANY, account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE " \
	"TABLE correction(seq INTEGER NOT NULL REFERENCES custody_log(seq), corrects_seq ANY, reason ANY, " \
	"old_value ANY, new_value ANY, by ANY, field ANY, given ANY, account ANY, recorded_at ANY, PRIMARY " \
	"KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE disposition(seq INTEGER NOT NULL REFERENCES " \
	"custody_log(seq), items ANY, method ANY, authorised_by ANY, at ANY, witness ANY, proof ANY, given ANY, " \
	"account ANY, recorded_at ANY, PRIMARY KEY(seq)) STRICT, WITHOUT ROWID;CREATE TABLE blob(digest TEXT " \
	"PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, size INTEGER, media_type TEXT, diff_id TEXT, " \
	"observed_digest TEXT, observed_size INTEGER) STRICT, WITHOUT ROWID;CREATE TABLE blob_copy(digest TEXT " \
	"NOT NULL, item INTEGER NOT NULL REFERENCES item(id), state TEXT NOT NULL, PRIMARY KEY(digest, item)) " \
	"STRICT, WITHOUT ROWID;CREATE TABLE blob_repository(digest TEXT NOT NULL, registry INTEGER NOT NULL " \
	"REFERENCES registry(id), repository ANY NOT NULL, item INTEGER REFERENCES item(id), PRIMARY KEY(digest, " \
	"registry, repository)) STRICT, WITHOUT ROWID;CREATE TABLE image(digest TEXT PRIMARY KEY, kind TEXT NOT " \
	"NULL, state TEXT NOT NULL, media_type TEXT, media_type_inferred INTEGER NOT NULL, standing TEXT NOT " \
	"NULL, completeness TEXT NOT NULL, origin TEXT NOT NULL, grade TEXT NOT NULL, size INTEGER, total_size " \
	"INTEGER NOT NULL, created TEXT, config TEXT, subject TEXT) STRICT, WITHOUT ROWID;CREATE TABLE " \
	"image_repository(id INTEGER PRIMARY KEY, image TEXT NOT NULL, registry INTEGER NOT NULL REFERENCES " \
	"registry(id), repository ANY NOT NULL, standing TEXT NOT NULL, deleted_at TEXT, deleted_after TEXT, " \
	"deleted_before TEXT, UNIQUE(image, registry, repository)) STRICT;CREATE TABLE image_missing(image TEXT " \
	"NOT NULL, digest TEXT NOT NULL, PRIMARY KEY(image, digest)) STRICT, WITHOUT ROWID;CREATE TABLE edge(id " \
	"INTEGER PRIMARY KEY, kind TEXT NOT NULL, from_digest TEXT NOT NULL, to_digest TEXT NOT NULL, position " \
	"INTEGER NOT NULL, media_type TEXT, size INTEGER, platform TEXT, diff_id TEXT, diff_id_claimed TEXT, " \
	"grade TEXT NOT NULL, rule TEXT NOT NULL) STRICT;CREATE TABLE candidate(id INTEGER PRIMARY KEY, config " \
	"TEXT NOT NULL, position INTEGER NOT NULL, diff_id TEXT NOT NULL, layer TEXT, grade TEXT NOT NULL, rule " \
	"TEXT NOT NULL) STRICT;CREATE TABLE tag(id INTEGER PRIMARY KEY, registry INTEGER NOT NULL REFERENCES " \
	"registry(id), repository ANY NOT NULL, tag ANY NOT NULL, digest TEXT, standing TEXT NOT NULL, from_at " \
	"TEXT, until_at TEXT, deleted_at TEXT, deleted_after TEXT, deleted_before TEXT, time_source TEXT, grade " \
	"TEXT NOT NULL, rule TEXT NOT NULL) STRICT;CREATE TABLE repository(id INTEGER PRIMARY KEY, registry " \
	"INTEGER NOT NULL REFERENCES registry(id), name ANY NOT NULL, standing TEXT NOT NULL, images INTEGER NOT " \
	"NULL, tags INTEGER NOT NULL, bytes INTEGER NOT NULL, unique_bytes INTEGER NOT NULL, UNIQUE(registry, " \
	"name)) STRICT;CREATE TABLE logged_part(id INTEGER PRIMARY KEY, image TEXT, repository ANY NOT NULL, tag " \
	"ANY, part TEXT NOT NULL, manifest INTEGER NOT NULL, size INTEGER, time TEXT, rule TEXT NOT NULL, grade " \
	"TEXT NOT NULL) STRICT;CREATE TABLE kinship(registry INTEGER NOT NULL REFERENCES registry(id), of " \
	"INTEGER NOT NULL REFERENCES registry(id), stated INTEGER NOT NULL, entries INTEGER NOT NULL, of_entries " \
	"INTEGER NOT NULL, common INTEGER NOT NULL, same_time INTEGER NOT NULL, PRIMARY KEY(registry, of)) " \
	"STRICT, WITHOUT ROWID;CREATE TABLE upload(id INTEGER PRIMARY KEY, registry INTEGER NOT NULL REFERENCES " \
	"registry(id), repository ANY NOT NULL, uuid ANY NOT NULL, started TEXT, size INTEGER, digest TEXT, " \
	"becoming TEXT) STRICT;CREATE TABLE resynthesis(digest TEXT PRIMARY KEY, recipe TEXT NOT NULL, producer " \
	"TEXT NOT NULL, input TEXT NOT NULL, searched_size INTEGER, bytes BLOB NOT NULL) STRICT, WITHOUT " \
	"ROWID;CREATE TABLE recompression(digest TEXT PRIMARY KEY, tar TEXT NOT NULL, diff_id TEXT NOT NULL, " \
	"encoder TEXT NOT NULL, size INTEGER NOT NULL, inflated INTEGER NOT NULL, program TEXT) STRICT, WITHOUT " \
	"ROWID;CREATE TABLE event(id INTEGER PRIMARY KEY, event TEXT NOT NULL, scan INTEGER REFERENCES scan(id), " \
	"registry INTEGER REFERENCES registry(id), repository ANY, tag ANY, digest TEXT, time TEXT, after_at " \
	"TEXT, before_at TEXT, time_source TEXT, actor TEXT, address TEXT, text TEXT NOT NULL, said TEXT, grade " \
	"TEXT NOT NULL, rule TEXT NOT NULL) STRICT;CREATE TABLE finding(id INTEGER PRIMARY KEY, code TEXT NOT " \
	"NULL, severity TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, said TEXT) STRICT;CREATE TABLE " \
	"because(owner TEXT NOT NULL, owner_id INTEGER NOT NULL, n INTEGER NOT NULL, item INTEGER REFERENCES " \
	"item(id), scan INTEGER REFERENCES scan(id), offset INTEGER, length INTEGER, pointer TEXT, PRIMARY " \
	"KEY(owner, owner_id, n)) STRICT, WITHOUT ROWID;CREATE TRIGGER custody_log_no_update BEFORE UPDATE ON " \
	"custody_log BEGIN SELECT RAISE(ABORT,'the custody log is append-only'); END;CREATE TRIGGER " \
	"custody_log_no_delete BEFORE DELETE ON custody_log BEGIN SELECT RAISE(ABORT,'the custody log is " \
	"append-only'); END;CREATE TRIGGER custody_log_in_order BEFORE INSERT ON custody_log WHEN NEW.seq IS NOT " \
	"(SELECT coalesce(max(seq),0)+1 FROM custody_log) OR NEW.prev_hash IS NOT coalesce((SELECT entry_hash " \
	"FROM custody_log ORDER BY seq DESC LIMIT 1),  " \
	"'0000000000000000000000000000000000000000000000000000000000000000') BEGIN SELECT RAISE(ABORT,'the " \
	"custody log takes the next entry only'); END;CREATE VIEW current_scan AS SELECT max(id) AS id, source " \
	"FROM scan WHERE state='finished' GROUP BY source;CREATE VIEW item_named AS SELECT i.id, i.scan, s.label " \
	"AS source, CASE WHEN typeof(i.path)='text' THEN i.path ELSE i.path_shown END AS path, i.kind, i.role, " \
	"i.repository, i.tag, i.digest, i.size, i.sha256, i.unread, strftime('%Y-%m-%dT%H:%M:%SZ', " \
	"i.mtime/1000000000, 'unixepoch') AS modified FROM item i JOIN scan c ON c.id=i.scan JOIN source s ON " \
	"s.id=c.source;CREATE VIEW what_existed AS SELECT r.repository, m.digest, m.kind, r.standing, " \
	"m.completeness, m.state, r.deleted_at, m.created, m.total_size FROM image_repository r JOIN image m ON " \
	"m.digest=r.image;CREATE VIEW tag_history AS SELECT repository, tag, digest, standing, from_at, " \
	"until_at, grade FROM tag;CREATE VIEW what_is_missing AS SELECT x.digest, x.image, m.standing, b.kind " \
	"FROM image_missing x JOIN image m ON m.digest=x.image LEFT JOIN blob b ON b.digest=x.digest;CREATE VIEW " \
	"finding_grounds AS SELECT f.id, f.code, f.severity, f.subject, f.text, n.source, n.path, b.offset, " \
	"b.length, b.pointer FROM finding f LEFT JOIN because b ON b.owner='finding' AND b.owner_id=f.id LEFT " \
	"JOIN item_named n ON n.id=b.item;CREATE INDEX item_digest ON item(digest) WHERE digest IS NOT " \
	"NULL;CREATE INDEX item_layer_link ON item(scan, registry, repository) WHERE role='layer-link';CREATE " \
	"INDEX reference_digest ON reference(digest);CREATE INDEX item_path ON item(scan, path);CREATE INDEX " \
	"item_sha256 ON item(sha256) WHERE sha256 IS NOT NULL;CREATE INDEX diff_id_digest ON " \
	"diff_id(digest);CREATE UNIQUE INDEX dead_entry_once ON dead_entry(scan, path, coalesce(digest,''), " \
	"coalesce(says,''), coalesce(inode,0), coalesce(life,0));CREATE INDEX naming_digest ON " \
	"naming(digest);CREATE INDEX log_event_scan ON log_event(scan, family, time);CREATE INDEX edge_from ON " \
	"edge(from_digest, kind, position);CREATE INDEX edge_to ON edge(to_digest);CREATE INDEX " \
	"logged_part_image ON logged_part(image);CREATE INDEX tag_digest ON tag(digest);CREATE INDEX " \
	"event_digest ON event(digest) WHERE digest IS NOT NULL;"

/* Made in cases of schemas 5 to 7 whose scans met unfinished uploads. */
#define CASEDB_SCHEMA_7_UPLOADS \
	"CREATE INDEX IF NOT EXISTS item_digest ON item(digest) WHERE digest IS NOT NULL;" \
	"CREATE INDEX IF NOT EXISTS item_layer_link ON item(scan, registry, repository) WHERE role='layer-link';"

#endif
