/*
 * fs/ext4/ondisk.h - where fields lie on disk, in bytes from the start of their structure; little-endian but the
 * journal's, which are big-endian. Sources: sherd-formats(7), "ext4".
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
	SB_JOURNAL_INODE = 0xE0,
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
	SB_BACKUP_GROUPS = 0x24C,
	SB_PROJECT_QUOTA = 0x26C,
	SB_SEED = 0x270,
	SB_WRITTEN_HIGH = 0x274, /* a byte each */
	SB_MOUNTED_HIGH = 0x275,
	SB_MADE_HIGH = 0x276,
	SB_CHECKED_HIGH = 0x277,
	SB_ORPHAN_FILE = 0x284,
	SB_SUM = 0x3FC,

	SB_OPTION_DISCARD = 0x0800, /* of SB_DEFAULT_OPTIONS */
};

enum { /* of a group descriptor, 32 or 64 bytes */
	GD_BLOCK_BITMAP = 0x00,
	GD_INODE_BITMAP = 0x04,
	GD_INODE_TABLE = 0x08,
	GD_FLAGS = 0x12,  /* 16 bits */
	GD_UNUSED = 0x1C, /* 16 bits */
	GD_SUM = 0x1E,    /* 16 bits */
	GD_BLOCK_BITMAP_HIGH = 0x20,
	GD_INODE_BITMAP_HIGH = 0x24,
	GD_INODE_TABLE_HIGH = 0x28,
	GD_UNUSED_HIGH = 0x32, /* 16 bits */

	GD_NO_INODES = 1, /* of GD_FLAGS: the group's map of inodes was never written */
	GD_NO_BLOCKS = 2,
};

enum { /* of the journal's superblock, and of the header of its blocks */
	JB_MAGIC = 0,
	JB_TYPE = 4,
	JB_SEQUENCE = 8,
	JS_BLOCK = 12,
	JS_BLOCKS = 16,
	JS_FIRST = 20,
	JS_SEQUENCE = 24,
	JS_START = 28,
	JS_INCOMPAT = 40,
	JS_UUID = 48,
	JS_FAST_BLOCKS = 84,
	JS_SUM = 252,
	JS_BYTES = 1024,
	JC_SUM = 16, /* of a commit block */
	JC_TIME = 48,
	JC_NANOSECONDS = 56,
};

#endif
