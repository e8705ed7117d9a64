/** Variable with the path of the file that makes the disk hang. */
export const hangsWhile = 'CTA_TEST_DISK_HANGS_WHILE';
