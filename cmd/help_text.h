/*
 * cmd/help_text.h - what `sherd help VERB` says beside the tables of commands and options: a sentence of what the
 * command does and does not, and what somebody types. An example is a line of a shell; a test runs each of them as far as
 * its options.
 */
#ifndef CMD_HELP_TEXT_H
#define CMD_HELP_TEXT_H

/* verb, sentences, two examples ("" : none) */
#define HELP(X)                                                                                                        \
	X(examine,                                                                                                     \
	  "Reads every source, draws the conclusions, takes from disk images what their metadata proves, writes the "  \
	  "report folder and prints the summary. The same command goes on after an interruption, and adds sources to " \
	  "a case that exists.",                                                                                       \
	  "sherd examine case.db /mnt/volume", "sherd examine case.db now=/mnt/volume backup=old.tar.gz")              \
	X(scan, "Reads sources into the case and concludes nothing. A label given again is a new scan of that source.", \
	  "sherd scan case.db /mnt/volume", "sherd scan case.db --depth hash disk=image:disk.E01")                     \
	X(merge,                                                                                                       \
	  "Puts the parts of scans together and draws the conclusions, which are those of one scan. Every part must "  \
	  "be there, finished, of this build, and of a source that did not change between them; what is not so is "    \
	  "refused before anything is written. Parts are made by sherd scan PART --shard K/N SOURCE.",                 \
	  "sherd merge case.db part-0.db part-1.db", "sherd merge case.db parts/*.part")                               \
	X(resolve, "Draws every conclusion again from the facts in the case. Reads no source.", "sherd resolve case.db", \
	  "sherd resolve case.db --present backup")                                                                    \
	X(recover,                                                                                                     \
	  "Looks in the disk images of the case for blobs that are named and not there, in rounds, until nothing new " \
	  "is proven. What is found counts only when its SHA-256 is the name.",                                        \
	  "sherd recover case.db", "sherd recover case.db --effort metadata")                                          \
	X(rebuild,                                                                                                     \
	  "Compresses tars of this case as known programs do it, until the digest of a lost layer comes out: that is " \
	  "the proof. What intact layers of the repository show of their encoder is tried first. Nothing is stored "   \
	  "but the recipe; cat and export make the layer again. With --with another filter compresses; what it "       \
	  "writes is only hashed.",                                                                                    \
	  "sherd rebuild case.db", "sherd rebuild case.db --with 'pigz -6'")                                           \
	X(logs,                                                                                                        \
	  "Reads logs of a registry, a proxy, a garbage collection or a container engine, and any text that mentions " \
	  "digests, as sources of the case.",                                                                          \
	  "sherd logs case.db registry.log access.log.1.gz", "sherd logs case.db --retention api=13 logs.tar")         \
	X(summary, "One screen of what there is, what is wrong and what to do next.", "sherd summary case.db",         \
	  "sherd summary case.db --json")                                                                              \
	X(images, "Every manifest and index that anything names, deleted ones too, a line each.",                     \
	  "sherd images case.db --standing deleted", "sherd images case.db --repository 'shop/*' --json")              \
	X(tags, "Every target each tag ever had, with the times and what says so.",                                    \
	  "sherd tags case.db --repository shop/api", "sherd tags case.db --standing overwritten")                     \
	X(blobs, "Everything that is named by a digest, and the state of its bytes.",                                  \
	  "sherd blobs case.db --state missing", "sherd blobs case.db --impact")                                       \
	X(repos, "Repositories, what they hold and what of it no other has.", "sherd repos case.db",                   \
	  "sherd repos case.db --standing emptied")                                                                    \
	X(uploads, "Upload sessions that were left behind, and what they would have become.", "sherd uploads case.db", \
	  "sherd uploads case.db --repository shop/api")                                                               \
	X(sources, "What was read, how much of it, and what was not.", "sherd sources case.db",                        \
	  "sherd sources case.db --json")                                                                              \
	X(timeline, "What happened, in order, each line with the trace that says so.",                                 \
	  "sherd timeline case.db --since 2026-11-01", "sherd timeline case.db --repository shop/api --json")          \
	X(at, "Which tags named what at an instant. TIME is RFC 3339 or a date.",                                      \
	  "sherd at case.db 2026-11-20T09:00:00Z", "sherd at case.db 2026-11-20 --repository shop/api")                \
	X(existed, "Which image stood under which tag at a time or between two, how sure that is, and the gaps.",      \
	  "sherd existed case.db --at 2026-11-20", "sherd existed case.db --between 2026-11-01 2026-11-20")            \
	X(findings, "What can be said against the evidence. Like findings are one line; --full lists each.",           \
	  "sherd findings case.db --severity warning", "sherd findings case.db --full")                                \
	X(find,                                                                                                        \
	  "Looks for text in names, labels, history and files of every image, deleted ones too; or tells of each "     \
	  "digest in a file whether it is intact, recoverable, named or unknown.",                                     \
	  "sherd find case.db 'log4j*'", "sherd find case.db --wanted digests.txt")                                    \
	X(check, "The monthly inspection: scans again and tells what differs from the scan before. Status 3 when a "    \
	  "tagged image is not complete.",                                                                             \
	  "sherd check case.db /mnt/volume", "sherd check case.db after=/srv/registry --plan plan.json")               \
	X(diff, "What appeared, vanished or moved between two sources, scans, cases or images; without A and B, which " \
	  "source holds which digest.",                                                                                \
	  "sherd diff case.db now backup", "sherd diff case.db shop/api:1.0 shop/api:1.1")                             \
	X(gc, "What a garbage collection would remove now, with and without -m, and what one seems to have removed.",   \
	  "sherd gc case.db", "sherd gc case.db --json")                                                               \
	X(files, "The files of an image as a container sees them, with those that later layers hide.",                 \
	  "sherd files case.db shop/api:1.0", "sherd files case.db shop/api:1.0 /etc")                                 \
	X(show, "One image as a tree: tags, config, history beside its layers, what is missing and where it may be.",  \
	  "sherd show case.db shop/api:1.0", "sherd show case.db sha256:5dcc6c --json")                                \
	X(cat, "The bytes of a blob, or of one file of an image, to standard output, checked against the digest.",     \
	  "sherd cat case.db sha256:5dcc6c > manifest.json", "sherd cat case.db shop/api:1.0 /etc/passwd")             \
	X(salvage,                                                                                                     \
	  "Which files of a damaged layer are left. A layer made for lazy pulling (eStargz, zstd:chunked) has their digests "  \
	  "in its table of contents: every damaged copy is asked, chunk by chunk. Any other gzip layer is read past its "      \
	  "breaks; nothing proves what comes. With PATH that file's bytes, when it is whole, or with --unproven as they were " \
	  "read. The layer stays damaged.",                                                                            \
	  "sherd salvage case.db sha256:86615e", "sherd salvage case.db 86615e /etc/passwd > passwd")                  \
	X(export,                                                                                                      \
	  "Writes images, blobs or files out, hashes every byte again and leaves a receipt. Destinations: oci:DIR "    \
	  "oci-archive:FILE docker-archive:FILE registry:DIR files:DIR blob:FILE blobs:DIR.",                          \
	  "sherd export case.db shop/api:1.0 oci:out", "sherd export case.db --deleted registry:restored")             \
	X(plan, "Writes the runbook of a restoration, plan.json and scripts that push what is given back.",            \
	  "sherd plan case.db --deleted -o plan", "sherd plan case.db --target https://registry.example -o plan")      \
	X(custody,                                                                                                     \
	  "Adds an entry to the custody log, or shows it. FIELD=VALUE are the fields of the verb; at a terminal what " \
	  "is missing is asked for.",                                                                                  \
	  "sherd custody case.db log", "sherd custody case.db note 'seal 4711 was whole' by=Tanaka")                   \
	X(seal, "Verifies the case and closes it into a folder with hashes and a script that checks them without "      \
	  "sherd; signed and time-stamped when a key and an answer of a TSA are given.",                               \
	  "sherd seal case.db sealed", "sherd seal case.db sealed --key key.pem --cert cert.pem")                      \
	X(verify, "Checks a case, a sealed folder or a report folder against what it says of itself; with --sources "  \
	  "the evidence too.",                                                                                         \
	  "sherd verify case.db --sources", "sherd verify sealed --ca lab.pem")                                        \
	X(report, "Writes the report folder. One that is there is replaced when it is ours and unchanged.",            \
	  "sherd report case.db -o report", "sherd report case.db -o report --lang ja --format html,csv")              \
	X(selftest, "Examines evidence that it carries and compares with known answers; with a case, its custody log " \
	  "keeps the result.",                                                                                         \
	  "sherd selftest", "sherd selftest case.db")                                                                  \
	X(version, "Which sherd this is; --long names commit, compiler and libraries, and which this build lacks; --sbom tells " \
	  "the same to programs that look for known faults.", "sherd version --long", "sherd version --sbom > sherd.cdx.json")    \
	X(completion, "Prints what a shell needs to complete commands and options: bash, zsh or fish.",                \
	  "sherd completion bash > /etc/bash_completion.d/sherd", "")                                                  \
	X(help, "Help on a command, a finding or a word of the lists; or the catalogues.", "sherd help examine",       \
	  "sherd help blob-missing")

/* Words of the operands, and what each is. */
#define OPERANDS_HELP(X)                                                                                               \
	X("CASE", "the case: one file, made if it is not there by examine, scan, logs and custody open")               \
	X("SOURCE", "a directory, tar archive, disk image or log; LABEL=SOURCE names it, dir: tar: image: force the kind")  \
	X("IMAGE", "repository:tag, repository@digest, a digest, or at least 6 hexadecimal digits of one")             \
	X("DIGEST", "sha256:..., or at least 6 of its hexadecimal digits")                                             \
	X("PATH", "a path in the image")                                                                               \
	X("FILE", "a file")                                                                                            \
	X("DIR", "a folder")                                                                                           \
	X("TIME", "RFC 3339 like 2026-11-20T09:00:00Z, or a date")                                                     \
	X("PATTERN", "part of the text sought; with * or ?, all of it")                                                \
	X("WHAT", "images, or options that choose some")                                                               \
	X("DEST", "kind:path, see above")                                                                              \
	X("FIELD=VALUE", "see below")                                                                                  \
	X("A B", "of diff: labels of sources, numbers of scans, paths of cases, or two images; of existed: two times")                                 \
	X("SHELL", "bash, zsh or fish")

#endif
