/*
 * core/event.h - the words of the timeline: what a trace or a log line says happened. A table: id,
 * word, meaning. Printed in sherd-case(5); lint compares.
 */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include <stdbool.h>

#define EVENTS(X)                                                                                  \
	X(IMAGE_CREATED, "image-created", "the image says it was built then")                      \
	X(PUSH, "push", "a manifest was put into a repository (its last put up to registry 3.0)")  \
	X(PUSH_BY_DIGEST, "push-by-digest", "a revision no tag of the repository names")           \
	X(TAG_SET, "tag-set", "a tag was set to a manifest, the last time to this one")            \
	X(TAGS_REMOVED, "tags-removed", "tags of the repository were removed; their names are lost") \
	X(TAG_DANGLING, "tag-dangling", "a tag was left naming a manifest that was removed")       \
	X(MANIFEST_DELETE, "manifest-delete", "a manifest was deleted from a repository")          \
	X(REVISION_REMOVED, "revision-removed", "a revision was removed by other means than the API") \
	X(REPOSITORY_REMOVED, "repository-removed", "nothing in any repository names the blob; or a directory of repositories is empty")    \
	X(BLOB_STORED, "blob-stored", "the last byte of a blob was written")                       \
	X(BLOB_LINKED, "blob-linked", "a blob was uploaded to or mounted into a repository")       \
	X(BLOB_UNLINKED, "blob-unlinked", "a blob's link was removed from a repository")           \
	X(BLOB_SWEPT, "blob-swept", "a blob's bytes were removed")                                 \
	X(SWEEP, "sweep", "the last removal of a blob from a shard directory")                     \
	X(GC_RUN, "gc-run", "a run of garbage collection")                                         \
	X(GENERATION, "generation", "which registry's ways explain the residue")                   \
	X(GHOST_PUSH, "ghost-push", "links were written after the bytes had been swept")           \
	X(MOUNT_ONLY, "mount-only", "a repository without uploads: filled by mounts")              \
	X(PUSH_UNFINISHED, "push-unfinished", "blobs came, a manifest never did")                  \
	X(UPLOAD_START, "upload-start", "an upload session was opened")                            \
	X(UPLOAD_DATA, "upload-data", "the last byte of an upload session came")                   \
	X(UPLOAD_CANCEL, "upload-cancel", "an upload session was cancelled")                       \
	X(UPLOAD_END, "upload-end", "the last upload session of a repository ended")               \
	X(UPLOAD_COMMIT, "upload-commit", "an upload became a blob")                               \
	X(UPLOAD_ABORT, "upload-abort", "the client went away during an upload")                   \
	X(UPLOAD_REJECTED, "upload-rejected", "an upload was refused for its digest")              \
	X(UPLOAD_PURGE, "upload-purge", "an old upload session was purged")                        \
	X(PULL, "pull", "a manifest or blob was asked for and given")                              \
	X(MOUNT, "mount", "a blob was mounted from another repository")                            \
	X(TAG_DELETE, "tag-delete", "a tag was deleted through the API")                           \
	X(BLOB_DELETE, "blob-delete", "a blob's link was deleted through the API")                 \
	X(GC_MARK, "gc-mark", "garbage collection kept it")                                        \
	X(GC_ELIGIBLE, "gc-eligible", "garbage collection found it eligible for deletion")         \
	X(GC_DELETE, "gc-delete", "garbage collection deleted it")                                 \
	X(GC_SUMMARY, "gc-summary", "garbage collection's own count")                              \
	X(AUTH_FAILED, "auth-failed", "a request without the right to make it")                    \
	X(REQUEST_FAILED, "request-failed", "a request that was refused or found nothing")         \
	X(SERVER_START, "server-start", "a registry process started")                              \
	X(REFERENCE, "reference", "a notification says that a manifest lists it")                  \
	X(MENTION, "mention", "a text or another store names the digest")                          \
	X(ENTRY_REMOVED, "entry-removed", "an entry of the registry was removed; deleted bytes of the file system tell") \
	X(CONTAINER_STARTED, "container-started", "a container was made of the image")             \
	X(CACHE_FETCH, "cache-fetch", "a pull-through cache fetched it from upstream")

enum event_word {
	EVENT_NONE = 0,
#define X(id, text, about) EVENT_##id,
	EVENTS(X)
#undef X
};

const char *event_text(enum event_word e); /* "" for none */
const char *event_about(enum event_word e);
/* Does an event's digest say that it was there? What only failed requests ask for is named, and yet nothing; so is what a
 * refused upload turned out to be, and what a mount asked for that opened a session instead. */
bool logged_names(enum event_word e);

#endif
