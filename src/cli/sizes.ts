/** `23.4 GB`; decimal units, as disks are sold and as the screens show them. */
export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
