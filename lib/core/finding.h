/*
 * core/finding.h - the catalogue of what can be said against evidence, as one table.
 *
 * Columns: id, stable code, severity, damage (1: exit status 3; what deletion explains is no damage),
 * title, meaning, what to do. Printed by `sherd help findings` and in sherd-findings(7); lint compares.
 */
#ifndef CORE_FINDING_H
#define CORE_FINDING_H

#include "core/words.h"

#include <stdbool.h>
#include <stddef.h>

#define FINDINGS(X)                                                                                \
	X(BLOB_CORRUPT, "blob-corrupt", ERROR, 1, "Blob does not match its digest",                \
	  "The bytes stored under a digest hash to another one. The cause is not determined.",     \
	  "Look for the same digest in another source; the observed digest is recorded.")          \
	X(BLOB_TRUNCATED, "blob-truncated", ERROR, 1, "Blob is shorter than declared",             \
	  "The stored bytes are fewer than a document that names the blob declares.",              \
	  "Look for the same digest in another source; the first bytes may still be of use.")      \
	X(BLOB_EMPTY, "blob-empty", ERROR, 1, "Blob has no bytes under its name",                  \
	  "A data file of zero bytes stands under a digest that is not that of empty content.",    \
	  "Typical after a full disk or a crash; look for the digest in another source.")          \
	X(BLOB_UNREAD, "blob-unread", ERROR, 1, "Blob was not read to its end",                    \
	  "Bytes exist but an I/O error, a permission or a limit kept some of them from us.",      \
	  "Read the medium again with a recovery tool, or scan with the rights to read it.")       \
	X(BLOB_DATA_ABSENT, "blob-data-absent", NOTICE, 0, "Blob directory without data",          \
	  "A directory named by a digest holds no data file.",                                     \
	  "Neither the registry nor its garbage collection leaves this; ask what else wrote here.") \
	X(BLOB_MISPLACED, "blob-misplaced", WARNING, 1, "Blob in the wrong place",                 \
	  "Bytes that are wanted under a digest lie where no registry looks for them: in another shard directory, " \
	  "under another name or in another folder.",                                              \
	  "The bytes count as a copy when they match the digest; ask who moved them.")             \
	X(BLOB_MISSING, "blob-missing", NOTICE, 0, "Blob named by a document is not here",         \
	  "A document with proven bytes names this digest, and no file that was read has its bytes.",        \
	  "See which images need it (sherd blobs --digest); add a backup as another source.")      \
	X(MANIFEST_MISSING, "manifest-missing", NOTICE, 0, "Manifest named here is not here",      \
	  "A revision or tag link, an index or a subject names this manifest, and no file that " \
	  "was read has its bytes.",                                                               \
	  "A collection beside a running registry or a partial copy leaves this; add a backup.")   \
	X(MANIFEST_UNREADABLE, "manifest-unreadable", WARNING, 1, "What is named as an image is no manifest", \
	  "A link, a tag, an index or a subject names this digest as an image; its bytes are proven and were not " \
	  "read as a manifest, an index or anything of the kind.",                                  \
	  "What the image consisted of is unknown; look at the bytes (sherd cat).")                \
	X(MANIFEST_WITHOUT_CONFIG, "manifest-without-config", WARNING, 1, "Manifest without a config", \
	  "An image manifest names no config: no client runs such an image.",                      \
	  "The layers it names are still told; no ordinary client writes this.")                   \
	X(MANIFEST_NOT_SERVED, "manifest-not-served", WARNING, 1, "Manifest that no registry serves", \
	  "Its media type or schema version is none that a registry knows. It was read by its content; a registry goes by " \
	  "the two, refuses such a manifest, and its collector stops at it.",                      \
	  "What it names was followed and counts; no ordinary client writes this: ask what did.")  \
	X(LAYERS_UNNAMED, "layers-unnamed", WARNING, 1, "A config claims layers that its manifest does not name", \
	  "The manifest lists fewer layers than the config has diff_ids, or none at all: what the other layers were " \
	  "stored as is not said, and the image is not complete.",                                 \
	  "Clients refuse this image; a layer of that diff_id may be among the blobs (sherd blobs).") \
	X(TAGGED_INCOMPLETE, "tagged-image-incomplete", ERROR, 1, "Tagged images miss something here", \
	  "Images that a tag of the present names cannot be pulled whole: what the text names was there once, and the " \
	  "registry has no bytes of it now. The text says whether this case has them from elsewhere.", \
	  "Restore the digest from a backup, or push one of the images again; sherd plan writes the runbook.") \
	X(STORED_INCOMPLETE, "stored-image-incomplete", WARNING, 1, "Named images of another store miss something here", \
	  "Images that a layout, a copied folder, a blob store of Nexus or ollama names are not whole in it. A layout may " \
	  "leave blobs to another store on purpose, and a proxy repository of Nexus fetches what it lacks.", \
	  "Ask whether the store was meant to be whole; else restore the digest from another copy.") \
	X(LAYER_LINK_DANGLING, "layer-link-dangling", INFO, 0, "Layer link to a blob that is gone", \
	  "A repository's layer link names a blob without bytes. It was once uploaded or mounted; " \
	  "its later removal, for example by garbage collection, is consistent with this.",        \
	  "The digest is a lead: look for it in backups, caches and clients' stores.")             \
	X(LINK_EMPTY, "link-empty", WARNING, 1, "Link file is empty",                              \
	  "A link file of zero bytes: what it named can only be told from its directory.",         \
	  "Typical of a crash while a registry up to 3.0 rewrote the link.")                       \
	X(LINK_MALFORMED, "link-malformed", WARNING, 1, "Link file is malformed",                  \
	  "A link must be exactly one digest, 71 bytes for sha256, without newline.",              \
	  "The registry does not write this; ask which tool or person edited the tree.")           \
	X(LINK_MISMATCH, "link-mismatch", WARNING, 1, "Link names another digest than its directory", \
	  "The content of a link differs from the digest its path names.",                         \
	  "The registry follows the content; both readings are kept. Ask who changed it.")         \
	X(TAG_WITHOUT_CURRENT, "tag-without-current", WARNING, 1, "Tag without a current link",    \
	  "A tag directory exists but holds no current link.",                                     \
	  "An interrupted or manual operation; earlier targets may stand in the tag's index.")     \
	X(LINK_BEFORE_MANIFEST, "link-before-manifest", NOTICE, 0, "Link older than the manifest it names", \
	  "A revision link is dated before the bytes it names. The registry writes the bytes first.", \
	  "A copy that kept some times only, a clock that was set, or a replaced file; compare a backup.") \
	X(DOCUMENT_ALTERED, "document-altered", NOTICE, 0, "Bytes of another document stand under a digest", \
	  "The bytes do not hash to their name, and yet are a well-formed manifest, index or config: decay of a " \
	  "medium seldom leaves a document whole; an edit or a replacement does.",                 \
	  "Compare with another copy; if the bytes' own digest is named somewhere, the files were exchanged.") \
	X(BLOB_NEWER_THAN_LINKS, "blob-newer-than-links", NOTICE, 0, "Blob younger than every link to it", \
	  "The blob's data is dated after the newest layer link that names it. The registry writes the " \
	  "bytes first.",                                                                          \
	  "A copy that kept some times only, a clock that was set, or a replaced file; compare a backup.") \
	X(TIMES_ALIKE, "times-alike", NOTICE, 0, "All times of the registry are alike",            \
	  "Blobs and links all carry one and the same time, to the last digit the source tells.",  \
	  "Ask how the copy was made; take times from logs or another copy instead.")              \
	X(PRESENT_OUTDATED, "present-outdated", NOTICE, 0, "The tree is older than other evidence",         \
	  "A log, or a copy of this registry, tells of tags that were set or deleted after the "   \
	  "state seen here: the tree is from before that.",                                        \
	  "Read standings as of the tree's time, or name the later copy with --present.")          \
	X(COPY_UNMATCHED, "copy-unmatched", NOTICE, 0, "Root of a copy without counterpart",                \
	  "The source is stated to be a copy of another, which has no root of this path and kind " \
	  "and not just one: its names were not merged.",                                          \
	  "Check which sources belong together, and state it anew.")                               \
	X(MANIFEST_DELETED, "manifest-deleted", INFO, 0, "Manifest was deleted from a repository", \
	  "A revision directory without link: what a delete by digest leaves (or the expiry of a " \
	  "pull-through cache). The directory's mtime is the time of deletion.",                   \
	  "The digest is proven to have existed here; its bytes may survive until collection.")    \
	X(LAYER_LINK_REMOVED, "layer-link-removed", INFO, 0, "Layer link was removed",             \
	  "A layer directory without link: a blob delete, a 3.x collection or cache expiry.",      \
	  "The directory's mtime is the time of removal.")                                         \
	X(SHARD_SWEPT, "shard-swept", INFO, 0, "Empty shard directory",                            \
	  "At least one blob whose digest begins with these two characters was removed; the "      \
	  "directory's mtime is the time of the last removal.",                                    \
	  "Many of the same second are one garbage collection.")                                   \
	X(UPLOAD_ABANDONED, "upload-abandoned", INFO, 0, "Unfinished upload",                      \
	  "An upload session was never committed; its bytes are still there.",                     \
	  "See sherd uploads: the digest of the bytes may match a blob that is missing.")          \
	X(UPLOAD_CANCELLED, "upload-cancelled", INFO, 0, "Cancelled upload",                       \
	  "Only hash states are left of an upload session: what cancelling leaves.",               \
	  "The directory's times tell when.")                                                      \
	X(STARTEDAT_MALFORMED, "startedat-malformed", WARNING, 1, "Upload start time is malformed", \
	  "startedat must be one RFC 3339 time without newline.",                                  \
	  "The registry never purges such a session; use the directory's times.")                  \
	X(HASHSTATE_MALFORMED, "hashstate-malformed", WARNING, 1, "Upload hash state is malformed", \
	  "A saved SHA-256 state does not have the form any known registry writes.",               \
	  "The digest of the received bytes is computed from the data instead.")                   \
	X(SCHEDULER_MALFORMED, "scheduler-state-malformed", WARNING, 1, "Cache state is malformed", \
	  "scheduler-state.json of a pull-through cache cannot be read.",                          \
	  "Expiry times of the cache are unknown.")                                                \
	X(PULL_THROUGH_CACHE, "pull-through-cache", INFO, 0, "The registry was a pull-through cache", \
	  "scheduler-state.json exists: content may have been fetched without any push and "       \
	  "removed by expiry without any person.",                                                 \
	  "Name this alternative wherever a push or a deletion is inferred.")                      \
	X(REGISTRY_CONFIGURATION, "registry-configuration", INFO, 0, "What the registry's configuration says", \
	  "A configuration file of the registry was found beside the storage; this setting bears on what can " \
	  "have happened to it. Whether the registry ran with this very file the file does not say.", \
	  "Compare with the container's environment, which overrides it.")                         \
	X(REGISTRY_CONTAINER, "registry-container", INFO, 0, "A container that ran a registry",   \
	  "The config of a container on this host names a registry's image or settings; its mounts tell " \
	  "which directory was the storage.",                                                      \
	  "Read its log with sherd logs, if it is there.")                                         \
	X(REGISTRY_PRODUCT, "registry-product", INFO, 0, "Where the storage lies points to a product", \
	  "The path, or what lies beside the storage, is that of a product built on the registry, which keeps " \
	  "names, users and times in a database of its own.",                                      \
	  "Ask for the database: its dump can be read by sherd logs.")                             \
	X(TOOL_CHANGED, "tool-changed", INFO, 0, "Images of one repository were pushed by different programs", \
	  "The uppermost layers of its images were compressed by different programs, as intact layers show that were compressed " \
	  "anew to the same bytes, or whose head is known. A repository that one tool fills shows one.", \
	  "Inferred: an image copied from elsewhere keeps its layers. Ask who pushed when, and hold it against logs.") \
	X(REGISTRY_RENAMED, "registry-renamed", INFO, 0, "Registry storage under another name",    \
	  "A storage root, or repositories without one, was known by its content: no registry keeps its storage " \
	  "under that name. It was renamed, copied or put aside by hand, or by a check of the file system.", \
	  "Ask who put it there and when; its tags and images are told as of a registry of its own.") \
	X(TAGS_ELSEWHERE, "tags-elsewhere", NOTICE, 0, "Tags are kept in a database: do not collect by these links", \
	  "The storage holds revisions, and what says which of them are tagged is not in it: a product keeps that in " \
	  "its database. A collection that goes by the links here takes everything, or everything untagged, for waste.", \
	  "Do not run garbage-collect here, least of all with -m; secure the product's database.") \
	X(NAME_AMBIGUOUS, "name-ambiguous", NOTICE, 0, "One name stands for two images",           \
	  "An index gives the same name to several images. Tools differ in which they take.",      \
	  "Both are kept and shown; say by digest which one is meant.")                            \
	X(STORE_PRODUCT, "store-product", INFO, 0, "A store of another product",                   \
	  "The names of files and directories are those of a product that keeps images in a way of its own, which is " \
	  "no registry storage; the text says what can be said of it.",                            \
	  "Files count as the blobs they hash to; names, users and times are in the product's database: ask for it.") \
	X(ARCHIVE_NESTED, "archive-nested", NOTICE, 0, "An archive lies inside this source",        \
	  "A tar archive that is no layer of an image known here was hashed as a whole; what it holds was not listed " \
	  "as part of this source.",                                                               \
	  "Read it as a source of its own: the text gives the command.")                           \
	X(SOURCE_WITHIN, "source-within", INFO, 0, "Source was read inside another",               \
	  "The source is a file inside an archive or a disk image and was read where it lies, nothing unpacked. The " \
	  "text names what holds it, by digest, and the member; the source's own digest is that of the member.", \
	  "Keep the one that holds it; examine it as a source too for what lies around.")          \
	X(STORE_NOT_READABLE, "store-not-readable", WARNING, 1, "A storage sherd does not read yet", \
	  "The files are those of an object store's own format; the bytes of blobs lie in it and were not taken out.", \
	  "Copy the bucket out with the object store's own client and examine the copy.")          \
	X(JSON_MALFORMED, "json-malformed", WARNING, 1, "Document cannot be parsed",               \
	  "Bytes that a manifest or config should be are not valid JSON.",                         \
	  "The bytes are kept; compare with another source.")                                      \
	X(JSON_DUPLICATE_KEY, "json-duplicate-key", WARNING, 1, "Document repeats a key",          \
	  "One reader takes the first, another the last value: the document can be understood in " \
	  "two ways. The registry's own reader takes the last.",                                   \
	  "Both readings are kept; no ordinary client writes this.")                               \
	X(JSON_KEY_CASE, "json-key-case", WARNING, 1, "Document spells a key in another case",     \
	  "A key differs only in case from one the format defines; the registry's own reader "     \
	  "takes it, stricter ones do not.",                                                       \
	  "Compare both readings; no ordinary client writes this.")                                \
	X(JSON_TOO_DEEP, "json-too-deep", WARNING, 1, "Document is nested too deeply",             \
	  "Nesting or number of values passes the bound; the document was not interpreted.",       \
	  "The bytes are hashed and kept; raise the limit if they matter.")                        \
	X(DOCUMENT_TOO_LARGE, "document-too-large", WARNING, 1, "Document is too large",           \
	  "A JSON document passes the bound on size; it was hashed but not interpreted.",          \
	  "Raise the limit if it matters.")                                                        \
	X(DOCUMENT_AMBIGUOUS, "document-ambiguous", WARNING, 1, "Document can be read as two kinds", \
	  "The media type contradicts the content, or marks of two kinds stand in one document.",  \
	  "Both readings are kept and listed.")                                                    \
	X(DESCRIPTOR_MALFORMED, "descriptor-malformed", WARNING, 1, "Descriptor is malformed",     \
	  "A descriptor lacks a digest or size, or has one that cannot be.",                       \
	  "What it named is unknown; the pointer tells where it stands.")                          \
	X(SIZE_MISMATCH, "size-mismatch", WARNING, 1, "Declared size differs from the blob",       \
	  "A descriptor declares another size than the blob that matches its digest has.",         \
	  "The digest decides; clients that check sizes refuse this image.")                       \
	X(DIFF_ID_MISMATCH, "diff-id-mismatch", ERROR, 1, "Layer is not the one the config names", \
	  "The uncompressed layer at this position hashes to another diff_id than the config "     \
	  "claims: the manifest pairs a config with a layer that was not built for it.",           \
	  "Clients refuse or misbuild this image; compare both digests with other sources.")       \
	X(HISTORY_MISMATCH, "history-mismatch", NOTICE, 0, "History does not align with the layers", \
	  "The number of non-empty history entries or diff_ids differs from that of the layers.",  \
	  "Squashed or unusual builders do this; history is shown without alignment.")             \
	X(STREAM_DAMAGED, "stream-damaged", ERROR, 1, "Compressed layer breaks off",               \
	  "The compressed stream is damaged or ends early although its bytes were read.",          \
	  "When the blob is intact it was pushed like this; else see its state.")                  \
	X(LAYER_CATALOGUE, "layer-catalogue", INFO, 0, "A damaged layer still tells its files",    \
	  "The layer is damaged, and it ends in a table of contents (eStargz, zstd:chunked). The table names files with their " \
	  "digests; that is a statement, and no file's bytes.",                                    \
	  "See sherd files, where each entry has its grade, and sherd salvage for the files whose bytes are still whole.") \
	X(STREAM_TRAILING, "stream-trailing-bytes", NOTICE, 0, "Bytes after the end of the layer", \
	  "Bytes follow the last compressed stream that no reader of layers will look at.",        \
	  "Look at them: data can be hidden there.")                                               \
	X(INFLATE_LIMIT, "inflate-limit", WARNING, 1, "Layer inflates past the limit",             \
	  "Inflating stopped at the bound on output size or ratio; the diff_id is unknown.",       \
	  "Possibly a decompression bomb; raise the limit only on purpose.")                       \
	X(TAR_MALFORMED, "tar-malformed", WARNING, 1, "Layer archive is malformed",                \
	  "The tar stream in a layer breaks its format; entries after this point are not listed, or are GNU tar's " \
	  "reading alone.",                                                                        \
	  "The layer's digest and diff_id do not depend on this.")                                 \
	X(TAR_UNENDED, "tar-unended", NOTICE, 0, "Layer archive has no end",                       \
	  "The archive stops in the padding of its last member; that member is whole, and no end-of-archive blocks follow.", \
	  "Go's readers take this as the end; GNU tar lists every member and ends with status 2. umoci insert writes such layers.") \
	X(TAR_AMBIGUOUS, "tar-ambiguous", WARNING, 1, "Layer archive is read in two ways",          \
	  "An entry of the archive is one thing to the readers that unpack layers (Go's archive/tar) and another to " \
	  "GNU tar: who looks at the layer sees other files than who runs it.",                     \
	  "Both readings are kept: a container sees Go's, and files marks what is of one alone. No ordinary builder writes this.") \
	X(TAR_LIMIT, "tar-limit", WARNING, 1, "Layer is listed only as far as a bound goes",       \
	  "A bound on the entries of a layer, on its listing, or on one name, extended header or map of holes was reached: " \
	  "listing stopped there, or a path was cut. The layer's digest and diff_id do not depend on this.", \
	  "Raise the bound that the text names if the rest of the listing matters.")               \
	X(LIMIT_REACHED, "limit-reached", WARNING, 1, "A search ended at a bound",                 \
	  "A bound on what one search may take was reached: the text names it and how much, at least, was left out. What " \
	  "lies beyond it was not looked at, and nothing is concluded from its absence.",          \
	  "Run again with --limit NAME=N and a larger N if the rest may matter.")                  \
	X(NAME_UNUSUAL, "name-unusual", NOTICE, 0, "Name the registry would not accept",           \
	  "A repository, tag or file name holds control characters, is not UTF-8 or breaks the "   \
	  "registry's grammar.",                                                                   \
	  "The registry cannot have made it; the raw bytes are kept.")                             \
	X(FOREIGN_ITEM, "foreign-item", NOTICE, 0, "Not part of the registry layout",              \
	  "A file or directory inside the registry root that no known version writes.",            \
	  "The registry ignores it; look at it.")                                                  \
	X(WRITE_LEFTOVER, "write-leftover", INFO, 0, "Leftover of an interrupted write",           \
	  "A temporary file of a registry 3.1 or later: a crash or full disk during a write.",     \
	  "The UUID in its name carries the time.")                                                \
	X(NOT_FOLLOWED, "not-followed", NOTICE, 0, "Link or special file in the tree",             \
	  "A symbolic link, device, socket or pipe; it was recorded and neither followed nor "     \
	  "opened.",                                                                               \
	  "The registry writes none of these; see where it points.")                               \
	X(UNREADABLE, "unreadable", ERROR, 1, "Could not be read",                                 \
	  "The system refused to open or list this, or a bound was reached.",                      \
	  "What lies below it is not part of any conclusion; scan again with the needed rights, or with a larger bound.") \
	X(ATIME_TOUCHED, "access-time-touched", INFO, 0, "Access times may have changed",          \
	  "The kernel did not let us read without updating access times.",                         \
	  "Mount read-only or run as the owner; no other time is affected.")                       \
	X(SOURCE_CHANGED, "source-changed", ERROR, 1, "The source changed while it was read",      \
	  "Something was changed after reading had begun, or was not as it had been told when it was looked at again " \
	  "at the end. Nothing is called missing, corrupt or deleted by its word.",                \
	  "What was read may mix two states: work on a snapshot or copy.")                         \
	X(BYTES_TRUSTED, "bytes-trusted", NOTICE, 0, "Blobs were not read again",                  \
	  "Their path, device, inode, size and times are what an earlier scan of this source saw when it hashed them, so " \
	  "--trust-unchanged took its digest. Bytes that rot or are changed beneath the file system keep all of these.", \
	  "Scan without --trust-unchanged where it must be proven; cat and export hash what they read in any case.") \
	X(SOURCE_IN_USE, "source-in-use", NOTICE, 0, "The device is in use",                       \
	  "The system that sherd runs on has mounted the block device, or another device is made of it: it may change " \
	  "at any time.",                                                                          \
	  "Unmount it, or read a snapshot or an image of it.")                                     \
	X(LOG_CUT, "log-cut", WARNING, 1, "Parts of a log were not read, or not understood",       \
	  "Unpacking stopped at damage or at a bound, or a line or document is longer than the bound: what it tells " \
	  "besides digests is in no event. Of what was unpacked, every digest was looked for.",    \
	  "Unpack or split the log by other means, and read the parts.")                           \
	X(TAR_DUPLICATE, "tar-duplicate-member", NOTICE, 0, "Archive holds a path twice",          \
	  "The later member counts, as unpacking would do; the earlier one is kept as an item.",   \
	  "Appended archives do this; compare the two.")                                           \
	X(CONTAINER_DAMAGED, "container-damaged", ERROR, 1, "The archive is damaged",              \
	  "The container breaks its format or ends early; members after this point are unknown.",  \
	  "Acquire it again; what was read before stands.")                                        \
	X(FILESYSTEM_DAMAGED, "filesystem-damaged", ERROR, 1, "The file system is damaged here",   \
	  "A structure of a file system on the image, or of the table that tells where it lies, contradicts itself, " \
	  "fails its checksum or lies outside; what it described could not be read, or not as a whole. From what is " \
	  "absent or odd there nothing is concluded about deletion or people.",                    \
	  "Look for an earlier image; what lies there may still be found by sherd recover.")       \
	X(VOLUME_NOT_READ, "volume-not-read", WARNING, 1, "A volume that cannot be read",          \
	  "A partition or logical volume is encrypted, striped over other disks, of a kind this build does not read, " \
	  "or its file system cannot be opened. Its bytes are there and were not interpreted.",    \
	  "Hand over a decrypted or assembled image; sherd recover still looks through its space.") \
	X(VOLUME_ODD, "volume-odd", NOTICE, 0, "Something unusual about a volume",                 \
	  "A table, label or copy of metadata on the image was repaired from its backup, says what cannot be, or holds " \
	  "more than is looked at.",                                                               \
	  "See the text; nothing was lost by it but what lies beyond a bound, of which limit-reached speaks.") \
	X(JOURNAL_REPLAYED, "journal-replayed", INFO, 0, "The file system was not unmounted",      \
	  "Its journal was replayed in memory, as a mount would have done on disk; the image was not changed.", \
	  "Note that the image was taken from a running or crashed system.")                       \
	X(CONTAINER_NOTE, "image-container", INFO, 0, "What the image's container says of itself", \
	  "Header fields, hashes or remarks that the acquiring program stored with the image.",    \
	  "Compare with the acquisition's paperwork.")                                             \
	X(IMAGE_HASH_MISMATCH, "image-hash-mismatch", ERROR, 1, "Image does not match its stored hash", \
	  "The hash that the container keeps of its bytes differs from that of the bytes read.",   \
	  "The container or the medium it lies on was damaged or changed: acquire or copy again.") \
	X(IMAGE_UNREAD, "image-unread", WARNING, 1, "Parts of the image were not read",            \
	  "The acquirer recorded areas it could not read, or a bound kept bytes from being read; they are not taken " \
	  "for zeros.",                                                                            \
	  "What touches these areas is told as unread; acquire them again if the medium allows.")  \
	X(IMAGE_DAMAGED, "image-damaged", ERROR, 1, "The image's container is damaged",            \
	  "The tables by which a disk image in a container (qcow2, VMDK, VHD, VHDX) says where its bytes lie contradict " \
	  "each other, fail their checksum or name places that the file does not have. What they describe is unread " \
	  "where no copy tells it, and is never taken for zeros; nothing is concluded from its absence.", \
	  "Copy the image again from where it was made; qemu-img check tells more.")               \
	X(SPACE_DISCARDED, "space-discarded", NOTICE, 0, "Free space was discarded",               \
	  "Most of the free space holds zeros or holes while metadata still tells of deleted files: what TRIM or a " \
	  "discarding mount leaves. The bytes of those files are gone for good.",                  \
	  "Names, sizes and times may still be told; look for bytes in backups.")                  \
	X(BLOB_UNNAMED, "blob-unnamed", INFO, 0, "Recovered bytes that nothing names",             \
	  "A complete, self-consistent document or stream was found in free space; no trace names its digest.", \
	  "It was a file of this shape; that it was a blob of a registry is not shown.")           \
	X(BLOB_NOT_RECOVERED, "blob-not-recovered", INFO, 0, "Why a deleted blob was not recovered", \
	  "The blob is named and its bytes were looked for on the image without success; the text tells what was found " \
	  "instead.",                                                                              \
	  "Other sources may hold it: sherd diff tells the matrix of digests.")                    \
	X(DATABASE_READ, "database-read", INFO, 0, "A registry's database was read without its server", \
	  "Rows that live and rows that were deleted were read out of the database's own files. What a row says is a statement " \
	  "of the product that wrote it.",                                                        \
	  "sherd timeline and sherd tags tell what the rows say; each names the file and the place it stands at.") \
	X(DATABASE_DAMAGED, "database-damaged", WARNING, 1, "Pages of a database are damaged",    \
	  "A page does not match its checksum or is no page: it was torn by a crash or copied while the server wrote, or is " \
	  "damaged. Its rows are not told, unless the write-ahead log has the page whole.",       \
	  "A base backup, or a copy made with the server stopped, may hold the page whole.")      \
	X(DATABASE_UNREAD, "database-unread", NOTICE, 0, "A database is here that is not read",   \
	  "A database was recognised, a file or the folder of its server, that was not read: it is of a kind or version that is not, or larger " \
	  "than is read at once. The finding's own text says which.", \
	  "Raise the bound that the text names, or start a copy of it with its own server. What pg_dump writes is read by sherd logs; of other dumps the " \
	  "digests they mention.") \
	X(NO_REGISTRY, "no-registry", NOTICE, 0, "No registry found in this source",               \
	  "Nothing in the source looks like registry storage. Its files were read, and count where their digest is named.", \
	  "Check that the right directory or archive was given.")                                  \
	X(NOTHING_FOUND, "nothing-found", WARNING, 1, "No registry and no image in any source",    \
	  "Nothing that was read of this case's sources is registry storage or another store, and no image was found in any of them.", \
	  "Give the registry's volume, its snapshot, a backup or the disk it lay on.")

enum finding_code {
	FINDING_NONE = 0,
#define X(id, code, severity, damage, title, meaning, advice) FINDING_##id,
	FINDINGS(X)
#undef X
	FINDING_COUNT_
};

struct finding_kind {
	const char *code;
	enum severity severity;
	bool damage;
	const char *title, *meaning, *advice;
};

/* The row of a code; of FINDING_NONE a row of empty texts. */
const struct finding_kind *finding_kind(enum finding_code c);
/* FINDING_NONE when the text is no code of ours. */
enum finding_code finding_code_of(const char *text);

#endif
