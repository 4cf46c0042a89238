# sherd: offline, read-only forensic analyzer for container registry storage.
# `make help` lists the targets. All output is below build/<mode>/.

MODE     ?= release
JOBS     ?= $(shell nproc)
CC       ?= cc
PREFIX   ?= /usr/local
B        := build/$(MODE)
VERSION  := 0.1.0

CORE_PKGS := libcrypto jansson sqlite3 libzstd zlib liblzma libmagic
PKG_CONFIG ?= pkg-config

# Debian packages a fresh machine lacks: to build, to test, to rerun the real fixtures.
DEB_BUILD := build-essential pkg-config libssl-dev libjansson-dev libsqlite3-dev libzstd-dev \
             zlib1g-dev liblzma-dev libmagic-dev libyaml-dev libewf-dev libtsk-dev
DEB_TEST  := debhelper lintian libcmocka-dev bats jq zstd xz-utils sqlite3 strace clang libclang-rt-14-dev cppcheck \
             mandoc shellcheck codespell file python3-minimal time tzdata sleuthkit libxml2-utils xxd \
             qemu-utils ewf-tools gdisk fdisk lvm2 libarchive-tools e2fsprogs xfsprogs btrfs-progs ntfs-3g \
             postgresql-15 chromium poppler-utils parallel slurm-wlm munge python3-kubernetes python3-yaml
DEB_REAL  := docker-registry skopeo umoci curl

DEB_PACK  := dpkg-dev debhelper lintian

ifneq ($(MAKECMDGOALS),deps)
ifneq ($(MAKECMDGOALS),help)
HAVE_PKGS := $(shell $(PKG_CONFIG) --exists $(CORE_PKGS) 2>/dev/null && echo yes)
endif
endif

WARN := -Wall -Wextra -Wshadow -Wvla -Wformat=2 -Wundef -Wstrict-prototypes -Wmissing-prototypes \
        -Wconversion -Wcast-qual -Wpointer-arith -Wwrite-strings
ifneq ($(PACKAGER),1)
WARN += -Werror
endif
HARDEN := -fstack-protector-strong -fstack-clash-protection -fPIE
LDHARDEN := -pie -Wl,-z,relro,-z,now,-z,noexecstack

ifeq ($(MODE),release)
OPT := -O2 -g -D_FORTIFY_SOURCE=2 $(HARDEN)
LDOPT := $(LDHARDEN)
else ifeq ($(MODE),asan)
OPT := -O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
LDOPT := -fsanitize=address,undefined
else ifeq ($(MODE),tsan)
OPT := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
LDOPT := -fsanitize=thread
else ifeq ($(MODE),clang)
override CC := clang
OPT := -O2 -g1 -D_FORTIFY_SOURCE=2 $(HARDEN)
LDOPT := $(LDHARDEN)
else ifeq ($(MODE),coverage)
OPT := -O0 -g --coverage -DSHERD_UNCONFINED
LDOPT := --coverage
else ifeq ($(MODE),valgrind)
OPT := -O1 -g -DSHERD_UNCONFINED
else
$(error MODE=$(MODE) is none of release asan tsan clang coverage valgrind)
endif

# each optional library is used when pkg-config finds it
HAVE_YAML := $(shell $(PKG_CONFIG) --exists yaml-0.1 2>/dev/null && echo yes)
HAVE_EWF  := $(shell $(PKG_CONFIG) --exists libewf 2>/dev/null && echo yes)
HAVE_TSK  := $(shell $(PKG_CONFIG) --exists tsk 2>/dev/null && echo yes)
TSK_SO    := $(if $(HAVE_TSK),$(shell objdump -p $$($(PKG_CONFIG) --variable=libdir tsk)/libtsk.so 2>/dev/null | sed -n 's/.*SONAME *//p'))
OPT_FOUND := $(if $(HAVE_YAML),yaml-0.1) $(if $(HAVE_EWF),libewf)
OPT_DEFS  := $(if $(TSK_SO),-DHAVE_TSK -DSHERD_TSK='"$(TSK_SO)"') $(if $(HAVE_YAML),-DHAVE_YAML) $(if $(HAVE_EWF),-DHAVE_EWF)

# a package is built out of reach of the repository: SHERD_COMMIT tells what it was
COMMIT := $(or $(SHERD_COMMIT),$(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown))
CFLAGS ?=
ALL_CFLAGS := -std=gnu17 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 $(OPT) $(WARN) -Ilib \
              -ffile-prefix-map=$(CURDIR)=. $(shell $(PKG_CONFIG) --cflags $(CORE_PKGS) $(OPT_FOUND) 2>/dev/null) \
              $(OPT_DEFS) $(CFLAGS)
LIBS := $(shell $(PKG_CONFIG) --libs $(CORE_PKGS) $(OPT_FOUND) 2>/dev/null) -lpthread
TEST_LIBS := $(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null || echo -lcmocka)

LIB_SRC  := $(sort $(wildcard lib/*/*.c lib/*/*/*.c))
CMD_SRC  := $(sort $(wildcard cmd/*.c))
TEST_SRC := $(sort $(wildcard tests/test_*.c))
LIB_OBJ  := $(LIB_SRC:%.c=$(B)/%.o)
CMD_OBJ  := $(CMD_SRC:%.c=$(B)/%.o)
TEST_BIN := $(TEST_SRC:tests/%.c=$(B)/tests/%)
TOOL_BIN := $(B)/tests/tools/mediacat $(B)/tests/tools/recode $(B)/tests/tools/pgrows $(B)/tests/tools/literows
HELP_SRC := $(sort $(wildcard tests/support/*.c))
HELP_OBJ := $(HELP_SRC:%.c=$(B)/%.o)

.PHONY: all test demo deps lint bench image-score image-peers image-names lies fixtures fuzz install uninstall dist clean help
.DELETE_ON_ERROR:
.SECONDARY:

all: deps-if-missing $(B)/sherd

help:
	@echo 'make            build build/$(MODE)/sherd'
	@echo 'make demo       install what is missing, build, examine real registry evidence, name the report'
	@echo 'make test       install what is missing, build, run every test   [MODE=asan|tsan|clang|valgrind|coverage JOBS=N]'
	@echo 'make lint       include rules, foreign headers, globals, catalogue = manual, cppcheck, mandoc, shellcheck'
	@echo 'make check-case CASE/UCO output against SHACL shapes (npm; ONTOLOGY=folder)'
	@echo 'make bench      speed against sha256sum, openssl, find and the real collector; BENCH_SIZES="10000 1000000", BENCH_LAYERS, BENCH_BLOBS'
	@echo 'make fixtures   rerun the recipes against a real docker-registry'
	@echo 'make image-score  our recovery on disk images of all cases (root, loop mounts, 5 GB below TMPDIR)'
	@echo 'make image-peers  the same by other recovery tools'
	@echo 'make image-names  deleted names we tell, on the same images'
	@echo 'make lies       lies in disk images, containers, archives, logs, judged by e2fsck, sgdisk, qemu-img and others'
	@echo 'make validation a validation report anyone can repeat, English and Japanese: requirements, data, results, error rates'
	@echo 'make fuzz       coverage-guided fuzzing of the parsers (clang)'
	@echo 'make static     build/static/sherd: one file that needs no library, for a bare machine'
	@echo 'make deb        a Debian package below build/deb/; deb-check: twice in different places, compared, lintian'
	@echo 'make install    DESTDIR PREFIX honoured; uninstall removes the same files'

# ---- set-up -----------------------------------------------------------------------------------

.PHONY: deps-if-missing test-deps real-deps
deps:
	tests/setup $(DEB_BUILD) $(DEB_TEST) $(DEB_REAL)

deps-if-missing:
	@tests/setup $(DEB_BUILD)

test-deps:
	@tests/setup $(DEB_BUILD) $(DEB_TEST) $(DEB_REAL)

real-deps:
	@tests/setup $(DEB_TEST) $(DEB_REAL)

# pkg-config answers were taken before packages were installed: start over once they are there.
ifneq ($(HAVE_PKGS),yes)
$(B)/sherd unit: again
.PHONY: again
again: deps-if-missing
	$(MAKE) MODE=$(MODE) $(B)/sherd
else

# ---- build ------------------------------------------------------------------------------------

FLAGS_NOW := $(CC) $(ALL_CFLAGS) $(LDFLAGS) $(LIBS) $(VERSION)
$(shell mkdir -p $(B); printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' | cmp -s - $(B)/flags || printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' >$(B)/flags)
$(shell printf '%s\n' '$(COMMIT)' | cmp -s - $(B)/commit || printf '%s\n' '$(COMMIT)' >$(B)/commit)

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	@[ -z "$(V)" ] && echo '  CC $<' || echo '$(CC) $(ALL_CFLAGS) -c $<'
	@$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(B)/tests/%.o: ALL_CFLAGS += -Itests

$(B)/lib/run/build.o: ALL_CFLAGS += -DSHERD_VERSION='"$(VERSION)"' -DSHERD_COMMIT='"$(COMMIT)"'
$(B)/lib/run/build.o: $(B)/commit

# script and style of the page to browse are part of the program
$(B)/lib/report/page/browse.o: lib/report/page/browse.js lib/report/page/browse.css

# the evidence of the selftest is part of the program
$(B)/lib/run/selftest/bundle.o: $(wildcard fixtures/deletes/tr* fixtures/gc/tr* fixtures/live/tr*)

$(B)/libsherd.a: $(LIB_OBJ)
	@rm -f $@
	@ar rcsD $@ $^

$(B)/sherd: $(CMD_OBJ) $(B)/libsherd.a
	@echo '  LD $@'
	@$(CC) $(ALL_CFLAGS) $(LDOPT) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/tests/%: $(B)/tests/%.o $(HELP_OBJ) $(B)/libsherd.a
	@echo '  LD $@'
	@$(CC) $(ALL_CFLAGS) $(LDOPT) $(LDFLAGS) -o $@ $^ $(TEST_LIBS) $(LIBS)

-include $(LIB_OBJ:.o=.d) $(CMD_OBJ:.o=.d) $(TEST_BIN:=.d) $(TOOL_BIN:=.d) $(HELP_OBJ:.o=.d)
endif

# pages of the manual by command, out of the tables that feed help
$(B)/manual.made/write: cmd/manual/manual.c $(filter-out $(B)/cmd/main.o,$(CMD_OBJ)) $(B)/libsherd.a
	@mkdir -p $(@D)
	@echo '  LD $@'
	@$(CC) $(ALL_CFLAGS) $(LDOPT) $(LDFLAGS) -MMD -MP -MF $(B)/manual.made/write.d -o $@ $^ $(LIBS)

.PHONY: manual
manual: $(B)/manual.made/sherd-help.1
$(B)/manual.made/sherd-help.1: $(B)/manual.made/write man/sherd.1
	@$< "$$(sed -n 's/^\.Dd //p' man/sherd.1)" $(@D)

-include $(B)/manual.made/write.d

# ---- one file for a responder's stick: no library, no database of the machine is needed ----------
# What differs from $(B)/sherd is compiled anew below build/static/: libtsk, which is loaded by name, and libewf stay
# out (version --long says so), the database of file types comes in.
STATIC_SRC  := lib/blob/sniff.c lib/fs/tsk.c lib/media/ewf.c lib/run/build.c
STATIC_OBJ  := $(STATIC_SRC:%.c=build/static/%.o)
STATIC_PKGS := $(CORE_PKGS) $(if $(HAVE_YAML),yaml-0.1)
MAGIC_MGC   ?= $(shell readlink -f /usr/share/misc/magic.mgc)

.PHONY: static
static: deps-if-missing
	@$(MAKE) --no-print-directory MODE=release build/static/sherd

build/static/%.o: %.c $(B)/flags $(B)/commit
	@mkdir -p $(@D)
	@echo '  CC $< (static)'
	@$(CC) $(filter-out $(OPT_DEFS),$(ALL_CFLAGS)) -DSHERD_STATIC -DSHERD_MAGIC='"$(MAGIC_MGC)"' \
		-DSHERD_VERSION='"$(VERSION)"' -DSHERD_COMMIT='"$(COMMIT)"' -MMD -MP -c $< -o $@

# the linker warns of getaddrinfo and dlopen inside libcrypto: sherd opens no network and loads no engine
build/static/sherd: $(CMD_OBJ) $(filter-out $(STATIC_SRC:%.c=$(B)/%.o),$(LIB_OBJ)) $(STATIC_OBJ)
	@echo '  LD $@'
	@$(CC) $(filter-out -pie,$(ALL_CFLAGS) $(LDOPT)) -static-pie -s $(LDFLAGS) -o $@ $^ \
		$(shell $(PKG_CONFIG) --static --libs $(STATIC_PKGS)) -lm -lpthread 2>build/static/linking || { cat build/static/linking >&2; exit 1; }

-include $(STATIC_OBJ:.o=.d)

# ---- tests ------------------------------------------------------------------------------------

test: test-deps
	@$(MAKE) --no-print-directory -j$(JOBS) MODE=$(MODE) $(B)/sherd test-programs manual
	@MODE=$(MODE) tests/run

.PHONY: test-programs
test-programs: $(TEST_BIN) $(TOOL_BIN)

# CASE/UCO files against the ontology's own shapes: ONTOLOGY is a folder with the Turtle files of UCO and CASE 1.4.
# npm fetches the validator once, below build/.
.PHONY: check-case
check-case: $(B)/sherd
	@[ -n "$(ONTOLOGY)" ] || { echo 'make check-case ONTOLOGY=folder with the .ttl files of UCO and CASE'; exit 2; }
	@mkdir -p build/check-case && cd build/check-case && { [ -d node_modules ] || npm install --no-fund --no-audit \
		rdf-validate-shacl @zazuko/env n3 jsonld; }
	@rm -rf build/check-case/r build/check-case/c.db build/check-case/tree && fixtures/unpack gc build/check-case/tree
	@$(B)/sherd examine -q build/check-case/c.db build/check-case/tree -o build/check-case/r >/dev/null || [ $$? = 3 ]
	@$(B)/sherd report -q build/check-case/c.db -o build/check-case/r --format case >/dev/null
	@cd build/check-case && node ../../tests/check-case.mjs "$(abspath $(ONTOLOGY))" r/case.jsonld

lint: test-deps
	@tests/lint

demo: deps-if-missing
	@tests/setup zstd jq
	@$(MAKE) --no-print-directory MODE=$(MODE) $(B)/sherd
	@fixtures/demo $(B)/sherd

bench: test-deps
	@$(MAKE) --no-print-directory MODE=$(MODE) $(B)/sherd
	@tests/bench/run $(B)/sherd
	@tests/bench/registry $(B)/sherd $(BENCH_SIZES)

fixtures: real-deps
	fixtures/build

# images are made below TMPDIR, or IMAGES=FOLDER, and kept there
IMAGES ?= $(or $(TMPDIR),/tmp)/sherd-images
image-score image-peers image-names: real-deps
	@$(MAKE) --no-print-directory MODE=$(MODE) $(B)/sherd
	@SHERD=$(B)/sherd tests/$@ -d $(IMAGES)

# what was asked of the program, what it gave, and how often it erred: two pages, below build/validation
.PHONY: validation
validation:
	@tests/setup $(DEB_BUILD) zstd sqlite3 python3-minimal
	@$(MAKE) --no-print-directory MODE=$(MODE) $(B)/sherd
	@SHERD=$(B)/sherd tests/validation $(DATA)

# How many lies in each packed image, and which.
LIES ?= 500
SEED ?= 1
lies: test-deps
	@$(MAKE) --no-print-directory MODE=$(MODE) $(B)/sherd
	@SHERD=$(B)/sherd tests/lies --rounds $(LIES) --seed $(SEED)

# Seconds for each entry point; findings stay below build/fuzz/.
FUZZ_SECONDS ?= 60
FUZZ_BIN := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))

fuzz: test-deps $(FUZZ_BIN)
	@tests/fuzz/run $(FUZZ_SECONDS) $(FUZZ_BIN)

FUZZ_FLAGS := -std=gnu17 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -O1 -g -Ilib -Itests -Itests/fuzz -DSHERD_VERSION='"$(VERSION)"' \
              -DSHERD_COMMIT='"fuzz"' $(OPT_DEFS)
FUZZ_OBJ := $(LIB_SRC:%.c=build/fuzz/obj/%.o)

build/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	@clang $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link,address,undefined -MMD -MP -c $< -o $@

build/fuzz/libsherd.a: $(FUZZ_OBJ)
	@rm -f $@
	@ar rcsD $@ $^

build/fuzz/%: tests/fuzz/%.c tests/fuzz/place.h build/fuzz/libsherd.a
	@echo '  FUZZ $@'
	@clang $(FUZZ_FLAGS) -fsanitize=fuzzer,address,undefined $< build/fuzz/libsherd.a -o $@ $(LIBS)

# The same inputs without a fuzzer, by the compiler and mode at hand: tests/run replays what tests/fuzz/corpus holds.
REPLAY_BIN := $(patsubst tests/fuzz/%.c,$(B)/tests/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))

.PHONY: fuzz-replay
fuzz-replay: $(REPLAY_BIN)

$(B)/tests/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c tests/fuzz/place.h $(B)/libsherd.a
	@mkdir -p $(@D)
	@$(CC) $(filter-out -Werror,$(ALL_CFLAGS)) -w -Itests -Itests/fuzz $(LDOPT) $(LDFLAGS) -o $@ $(filter %.c %.a,$^) $(LIBS)

-include $(FUZZ_OBJ:.o=.d)

# ---- installation -------------------------------------------------------------------------------

COMPLETIONS := bash=bash-completion/completions/sherd zsh=zsh/site-functions/_sherd fish=fish/vendor_completions.d/sherd.fish
MAN := $(sort $(wildcard man/*.[1-8]))
MAN_JA := $(sort $(wildcard man/ja/*.[1-8]))

install: all manual
	@$(MAKE) --no-print-directory install-files

# what is built already, and nothing else: FROM is where
FROM ?= $(B)
.PHONY: install-files
install-files:
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(FROM)/sherd $(DESTDIR)$(PREFIX)/bin/sherd
	@for m in $(MAN) $(FROM)/manual.made/*.1; do \
		d=$(DESTDIR)$(PREFIX)/share/man/man$${m##*.}; \
		install -d $$d && install -m 644 $$m $$d/ || exit 1; \
	done
	@for m in $(MAN_JA); do \
		d=$(DESTDIR)$(PREFIX)/share/man/ja/man$${m##*.}; \
		install -d $$d && install -m 644 $$m $$d/ || exit 1; \
	done
	@for c in $(COMPLETIONS); do \
		d=$(DESTDIR)$(PREFIX)/share/$$(dirname $${c#*=}); \
		install -d $$d && $(FROM)/sherd completion $${c%%=*} >$$d/$$(basename $${c#*=}) || exit 1; \
	done
	install -d $(DESTDIR)$(PREFIX)/share/sherd/engines
	install -m 755 cmd/engines/*.sh $(DESTDIR)$(PREFIX)/share/sherd/engines/
	install -m 644 cmd/engines/*.yaml $(DESTDIR)$(PREFIX)/share/sherd/engines/
	install -d $(DESTDIR)$(PREFIX)/share/sherd/openrelik/src $(DESTDIR)$(PREFIX)/share/sherd/velociraptor
	install -m 644 cmd/openrelik/src/*.py $(DESTDIR)$(PREFIX)/share/sherd/openrelik/src/
	install -m 644 cmd/velociraptor/*.yaml $(DESTDIR)$(PREFIX)/share/sherd/velociraptor/

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/sherd
	@for m in $(MAN) $(FROM)/manual.made/*.1; do rm -f $(DESTDIR)$(PREFIX)/share/man/man$${m##*.}/$${m##*/}; done
	@for m in $(MAN_JA); do rm -f $(DESTDIR)$(PREFIX)/share/man/ja/man$${m##*.}/$${m##*/}; done
	@for c in $(COMPLETIONS); do rm -f $(DESTDIR)$(PREFIX)/share/$${c#*=}; done
	rm -rf $(DESTDIR)$(PREFIX)/share/sherd/engines $(DESTDIR)$(PREFIX)/share/sherd/openrelik $(DESTDIR)$(PREFIX)/share/sherd/velociraptor

# ---- a Debian package, below build/deb/ ---------------------------------------------------------------
# The tree as git knows it is copied, cmd/debian put in its place. DEB_AT names the folder it is built in; SHERD_BUILT, the
# folder of a program that is built already, is packed without compiling.
DEB_AT ?= build/deb

.PHONY: deb deb-check
deb:
	@tests/setup $(DEB_BUILD) $(DEB_PACK)
	@rm -rf $(DEB_AT) && mkdir -p $(DEB_AT)/sherd-$(VERSION)
	@git ls-files -z --cached --others --exclude-standard | \
		tar -c --null -T - --no-recursion --ignore-failed-read 2>/dev/null | tar -x -C $(DEB_AT)/sherd-$(VERSION)
	@cp -r cmd/debian $(DEB_AT)/sherd-$(VERSION)/debian
	@cd $(DEB_AT)/sherd-$(VERSION) && env -u MAKEFLAGS -u MAKELEVEL -u MODE SHERD_COMMIT=$(COMMIT) \
		$(if $(SHERD_BUILT),SHERD_BUILT=$(abspath $(SHERD_BUILT))) \
		dpkg-buildpackage -b -us -uc -j$(JOBS) >../build.log 2>&1 || { tail -n 40 ../build.log; exit 1; }
	@ls $(DEB_AT)/sherd_*.deb

# built twice in different places, one compiled for each: the same bytes; then lintian
deb-check:
	@$(MAKE) --no-print-directory deb
	@$(MAKE) --no-print-directory deb DEB_AT=$(or $(TMPDIR),/tmp)/sherd-deb-elsewhere/of/another/depth
	@cd build/deb && for f in *.deb; do \
		cmp $$f $(or $(TMPDIR),/tmp)/sherd-deb-elsewhere/of/another/depth/$$f || exit 1; sha256sum $$f; done
	@rm -rf $(or $(TMPDIR),/tmp)/sherd-deb-elsewhere
	@lintian --fail-on error,warning --display-info build/deb/*.changes

dist:
	@mkdir -p build
	git archive --format=tar.gz --prefix=sherd-$(VERSION)/ -o build/sherd-$(VERSION).tar.gz HEAD
	@echo build/sherd-$(VERSION).tar.gz

clean:
	rm -rf build
