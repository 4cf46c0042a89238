/*
 * fs/btrfs/ondisk.h - where fields lie on disk, in bytes from the start of their structure; little-endian. 64 bits wide
 * where nothing else is said. Sources: sherd-formats(7), "BTRFS".
 */
#ifndef FS_BTRFS_ONDISK_H
#define FS_BTRFS_ONDISK_H

enum { /* of the superblock */
	SB_SUM = 0,   /* 32 bytes */
	SB_FSID = 32, /* 16 bytes */
	SB_BYTENR = 48, /* its own address */
	SB_MAGIC = 64,  /* 8 bytes */
	SB_GENERATION = 72,
	SB_ROOT = 80,
	SB_CHUNK_ROOT = 88,
	SB_LOG_ROOT = 96,
	SB_TOTAL = 112, /* bytes */
	SB_USED = 120,
	SB_DEVICES = 136,
	SB_SECTOR = 144,      /* 32 bits */
	SB_NODE = 148,        /* 32 bits */
	SB_SYSTEM_BYTES = 160, /* 32 bits */
	SB_CHUNK_GENERATION = 164,
	SB_INCOMPAT = 188,
	SB_SUM_TYPE = 196,   /* 16 bits */
	SB_ROOT_LEVEL = 198, /* a byte each */
	SB_CHUNK_LEVEL = 199,
	SB_LOG_LEVEL = 200,
	SB_DEVICE = 201,       /* the item of this device: its number, */
	SB_DEVICE_BYTES = 209, /* its size, */
	SB_DEVICE_UUID = 267,  /* and its and the file system's numbers, 32 bytes */
	SB_LABEL = 299,        /* 256 bytes */
	SB_METADATA_FSID = 571, /* 16 bytes */
	SB_SYSTEM = 811,       /* keys and chunks, 2048 bytes */
	SB_BACKUPS = 2859,     /* four: */
	SB_BYTES = 4096,

	BK_ROOT = 0, /* of a backup of the roots */
	BK_GENERATION = 8,
	BK_LEVEL = 152, /* a byte */
	BK_BYTES = 168,
	SB_LABEL_BYTES = 256,
	SB_SYSTEM_MOST = 2048,
	SB_BACKUPS_N = 4,
};

enum { /* a tree block: header; items of leaves, pointers of the others */
	NB_FSID = 32,
	NB_BYTENR = 48,
	NB_GENERATION = 80,
	NB_OWNER = 88,
	NB_ITEMS = 96, /* 32 bits */
	NB_LEVEL = 100, /* a byte */
	NB_BYTES = 101,

	KEY_ID = 0,
	KEY_TYPE = 8, /* a byte */
	KEY_OFFSET = 9,
	KEY_BYTES = 17,

	NI_AT = 17,   /* 32 bits: from the end of the header on */
	NI_SIZE = 21, /* 32 bits */
	NI_BYTES = 25,
	NP_BLOCK = 17,
	NP_GENERATION = 25,
	NP_BYTES = 33,
};

enum { /* items of trees */
	CH_LENGTH = 0, /* a chunk, then its stripes */
	CH_OWNER = 8,
	CH_TYPE = 24,
	CH_STRIPES = 44, /* 16 bits */
	CH_BYTES = 48,
	ST_DEVICE = 0,
	ST_OFFSET = 8,
	ST_BYTES = 32,

	DX_CHUNK = 16, /* an extent of a device: the logical address of its chunk, */
	DX_LENGTH = 24,
	DX_BYTES = 48,

	RT_GENERATION = 160, /* a root */
	RT_BYTENR = 176,
	RT_FLAGS = 208,
	RT_REFERENCES = 216, /* 32 bits */
	RT_LEVEL = 238,      /* a byte */
	RT_BYTES = 239,
	RT_GENERATION_TOO = 239, /* what follows is only meant where this is the generation again */
	RT_UUID = 247,           /* 16 bytes each: its own, */
	RT_PARENT = 263,         /* of the one it is a snapshot of, */
	RT_RECEIVED = 279,       /* of the one a stream brought */
	RT_CHANGED_IN = 295,     /* the transaction that changed it last */
	RT_MADE_IN = 303,        /* ... and that made it */
	RT_MADE = 339,           /* as times of inodes */
	RT_MORE_BYTES = 375,
	RR_DIR = 0, /* where a subvolume hangs */
	RR_NAME_BYTES = 16, /* 16 bits */
	RR_NAME = 18,

	DV_DEVICE = 0, /* the item of a device, as the superblock has it too: its number, */
	DV_SIZE = 8,   /* its size, what of it chunks have, */
	DV_USED = 16,
	DV_UUID = 66,  /* and its number, 16 bytes */
	DV_BYTES = 98,
	BG_FLAGS = 16, /* a group of blocks, behind how many bytes are used */
	BG_BYTES = 24,
	RC_GENERATION = 8, /* an extent's record, behind how often it is used */
	RC_FLAGS = 16,
	RC_BYTES = 24,
	RC_TREE = 18, /* bytes of key and level that the record of a tree block has behind it in the older form */
	IN_GENERATION = 0, /* an inode */
	IN_TRANSACTION = 8,
	IN_SIZE = 16,
	IN_USED = 24, /* bytes */
	IN_LINKS = 40, /* 32 bits each */
	IN_UID = 44,
	IN_GID = 48,
	IN_MODE = 52,
	IN_FLAGS = 64,
	IN_ATIME = 112, /* seconds, then 32 bits of nanoseconds at TM_NANOSECONDS */
	IN_CTIME = 124,
	IN_MTIME = 136,
	IN_BTIME = 148,
	IN_BYTES = 160,
	TM_NANOSECONDS = 8,

	DI_KEY = 0, /* an entry of a directory: of what it names */
	DI_EXTRA_BYTES = 25, /* 16 bits */
	DI_NAME_BYTES = 27,  /* 16 bits */
	DI_TYPE = 29,        /* a byte */
	DI_NAME = 30,
	IR_INDEX = 0, /* a name that an inode keeps; the extended one has its directory before */
	IR_NAME_BYTES = 8, /* 16 bits */
	IR_NAME = 10,
	XR_DIR = 0,
	XR_INDEX = 8,
	XR_NAME_BYTES = 16, /* 16 bits */
	XR_NAME = 18,

	EX_DECODED = 8, /* an extent of a file: its length when decoded */
	EX_COMPRESSION = 16, /* a byte each */
	EX_ENCRYPTION = 17,
	EX_OTHER = 18, /* 16 bits */
	EX_KIND = 20,  /* a byte */
	EX_INLINE = 21, /* bytes kept in the leaf begin here */
	EX_LOGICAL = 21,
	EX_PACKED = 29,
	EX_SKIP = 37,
	EX_LENGTH = 45,
	EX_BYTES = 53,
};

#endif
