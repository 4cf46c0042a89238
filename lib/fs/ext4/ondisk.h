/*
 * fs/ext4/ondisk.h - where fields lie on disk, in bytes from the start of their structure; little-endian but the
 * journal's, which are big-endian. 32 bits wide where nothing else is said. Sources: sherd-formats(7), "EXT2, EXT3, EXT4",
 * "JBD2".
 */
#ifndef FS_EXT4_ONDISK_H
#define FS_EXT4_ONDISK_H

enum { /* of the superblock, 1024 bytes */
	SB_INODES = 0x00,
	SB_BLOCKS = 0x04,
	SB_FIRST_DATA = 0x14,
	SB_LOG_BLOCK = 0x18,
	SB_LOG_CLUSTER = 0x1C,
	SB_BLOCKS_PER_GROUP = 0x20,
	SB_CLUSTERS_PER_GROUP = 0x24,
	SB_INODES_PER_GROUP = 0x28,
	SB_MOUNTED = 0x2C,
	SB_WRITTEN = 0x30,
	SB_MAGIC = 0x38, /* 16 bits */
	SB_CHECKED = 0x40,
	SB_REVISION = 0x4C,
	SB_FIRST_INODE = 0x54,
	SB_INODE_SIZE = 0x58, /* 16 bits */
	SB_GROUP = 0x5A,      /* 16 bits: which group this copy stands in */
	SB_COMPAT = 0x5C,
	SB_INCOMPAT = 0x60,
	SB_RO_COMPAT = 0x64,
	SB_UUID = 0x68, /* 16 bytes */
	SB_LABEL = 0x78,
	SB_MOUNTED_AT = 0x88,
	SB_RESERVED_GDT = 0xCE, /* 16 bits */
	SB_JOURNAL_UUID = 0xD0, /* of a journal on another device, 16 bytes */
	SB_JOURNAL_INODE = 0xE0,
	SB_JOURNAL_DEVICE = 0xE4,
	SB_LAST_ORPHAN = 0xE8,
	SB_DESC_SIZE = 0xFE, /* 16 bits */
	SB_DEFAULT_OPTIONS = 0x100,
	SB_FIRST_META_BG = 0x104,
	SB_MADE = 0x108,
	SB_JOURNAL_BACKUP = 0x10C, /* i_block, then the size */
	SB_BLOCKS_HIGH = 0x150,
	SB_OPTIONS = 0x200,
	SB_USER_QUOTA = 0x240,
	SB_GROUP_QUOTA = 0x244,
	SB_BACKUP_GROUP_1 = 0x24C, /* with sparse_super2 */
	SB_BACKUP_GROUP_2 = 0x250,
	SB_PROJECT_QUOTA = 0x26C,
	SB_SEED = 0x270,
	SB_WRITTEN_HIGH = 0x274, /* a byte each */
	SB_MOUNTED_HIGH = 0x275,
	SB_MADE_HIGH = 0x276,
	SB_CHECKED_HIGH = 0x277,
	SB_ORPHAN_FILE = 0x280,
	SB_SUM_TYPE = 0x175, /* 1: CRC-32C, the only one */
	SB_SUM = 0x3FC,

	SB_OPTION_DISCARD = 0x0800, /* of SB_DEFAULT_OPTIONS */
};

enum { /* of a group descriptor, 32 or 64 bytes */
	GD_BLOCK_BITMAP = 0x00,
	GD_INODE_BITMAP = 0x04,
	GD_INODE_TABLE = 0x08,
	GD_FLAGS = 0x12,  /* 16 bits */
	GD_BLOCK_BITMAP_SUM = 0x18, /* 16 bits, the others at _HIGH */
	GD_INODE_BITMAP_SUM = 0x1A, /* 16 bits */
	GD_UNUSED = 0x1C, /* 16 bits */
	GD_SUM = 0x1E,    /* 16 bits */
	GD_BLOCK_BITMAP_HIGH = 0x20,
	GD_INODE_BITMAP_HIGH = 0x24,
	GD_INODE_TABLE_HIGH = 0x28,
	GD_UNUSED_HIGH = 0x32, /* 16 bits */
	GD_BLOCK_BITMAP_SUM_HIGH = 0x38, /* 16 bits */
	GD_INODE_BITMAP_SUM_HIGH = 0x3A, /* 16 bits */

	GD_NO_INODES = 1, /* of GD_FLAGS: the group's map of inodes was never written */
	GD_NO_BLOCKS = 2,
};

enum { /* of an inode; behind IN_EXTRA as far as the inode says there that it goes */
	IN_MODE = 0x00, /* 16 bits */
	IN_UID = 0x02,  /* 16 bits */
	IN_SIZE = 0x04,
	IN_ATIME = 0x08,
	IN_CTIME = 0x0C,
	IN_MTIME = 0x10,
	IN_DTIME = 0x14,
	IN_GID = 0x18,    /* 16 bits */
	IN_LINKS = 0x1A,  /* 16 bits */
	IN_BLOCKS = 0x1C, /* of 512 bytes, with EXT4_FL_HUGE_FILE of the file system's */
	IN_FLAGS = 0x20,
	IN_MAP = 0x28, /* 60 bytes: an extent node, block pointers, a link's target, bytes kept inside */
	IN_GENERATION = 0x64,
	IN_XATTR = 0x68, /* block of extended attributes */
	IN_SIZE_HIGH = 0x6C,
	IN_BLOCKS_HIGH = 0x74, /* 16 bits each from here */
	IN_XATTR_HIGH = 0x76,
	IN_UID_HIGH = 0x78,
	IN_GID_HIGH = 0x7A,
	IN_SUM = 0x7C,
	IN_EXTRA = 0x80, /* 16 bits: how many bytes are used from here on */
	IN_SUM_HIGH = 0x82,
	IN_CTIME_EXTRA = 0x84, /* two bits of seconds, then nanoseconds */
	IN_MTIME_EXTRA = 0x88,
	IN_ATIME_EXTRA = 0x8C,
	IN_BTIME = 0x90,
	IN_BTIME_EXTRA = 0x94,

	MODE_DIR = 0x4000, /* of the upper four bits of IN_MODE */
	MODE_FILE = 0x8000,
	MODE_LINK = 0xA000,

	IB_DIRECT = 12, /* pointers to blocks of the file; three more of one, two and three levels */
};

enum { /* an extent node: its header, then entries of a leaf (EE) or of an index (EI) */
	EH_MAGIC = 0, /* 16 bits each */
	EH_ENTRIES = 2,
	EH_MOST = 4,
	EH_DEPTH = 6,
	EH_BYTES = 12,
	EE_AT = 0,
	EE_LENGTH = 4,     /* 16 bits */
	EE_START_HIGH = 6, /* 16 bits */
	EE_START = 8,
	EE_BYTES = 12, /* of either entry */
	EI_CHILD = 4,
	EI_CHILD_HIGH = 8, /* 16 bits */

	EXTENT_MAGIC = 0xF30A,
	EXTENT_WRITTEN_MOST = 32768, /* a length above it: allocated, not yet written */
};

enum { /* a record of a directory, and the one at a block's end that holds its checksum */
	DE_INODE = 0,
	DE_LENGTH = 4,     /* 16 bits */
	DE_NAME_BYTES = 6, /* a byte each */
	DE_KIND = 7,
	DE_NAME = 8,
	DE_BYTES_LEAST = 12, /* of one with a name */
	DT_SUM = 8,
	DT_BYTES = 12,

	DE_KIND_DIR = 2,
	DT_KIND = 0xDE,
};

enum { /* extended attributes inside an inode: a magic, then entries */
	XE_NAME_BYTES = 0, /* a byte each */
	XE_KIND = 1,
	XE_VALUE = 2, /* 16 bits: from the first entry on */
	XE_SIZE = 8,
	XE_NAME = 16,

	XATTR_MAGIC = 0xEA020000,
	XATTR_SYSTEM = 7,
};

enum { /* of the journal's superblock, and of the header of its blocks */
	JB_MAGIC = 0,
	JB_TYPE = 4,
	JB_SEQUENCE = 8,
	JB_BYTES = 12,
	JS_BLOCK = 12,
	JS_BLOCKS = 16,
	JS_FIRST = 20,
	JS_SEQUENCE = 24,
	JS_START = 28,
	JS_COMPAT = 36,
	JS_INCOMPAT = 40,
	JS_INCOMPAT_KNOWN = 0x3F, /* revoke to fast commits */
	JS_RO_COMPAT = 44,        /* none is defined */
	JS_UUID = 48,
	JS_FAST_BLOCKS = 84,
	JS_SUM = 252,
	JS_BYTES = 1024,
	JC_SUM = 16, /* of a commit block */
	JC_TIME = 48,
	JC_NANOSECONDS = 56,
	JR_END = 12, /* of a revocation block: where its list ends */
	JR_LIST = 16,
	JT_BLOCK = 0, /* of a tag in a descriptor */
	JT_SUM = 4,   /* 16 bits */
	JT_FLAGS = 6, /* 16 bits */
	JT_BLOCK_HIGH = 8,
	JT_BYTES = 8,
	JT_BYTES_WIDE = 12,
	JT3_FLAGS = 4, /* of one with checksums of version 3 */
	JT3_SUM = 12,
	JT3_BYTES = 16,
	JT_UUID_BYTES = 16, /* behind a tag without FLAG_SAME_UUID */
};

#endif
