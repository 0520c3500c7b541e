//! The hints of [`socket_addrinfo_lookup`](crate::socket_addrinfo_lookup), and the codes
//! of `getaddrinfo(3)`.

/// Only families of which this machine has an address other than the loopback address.
pub const AI_ADDRCONFIG: i32 = libc::AI_ADDRCONFIG;
/// With [`AI_V4MAPPED`]: IPv6 and mapped IPv4 addresses.
pub const AI_ALL: i32 = libc::AI_ALL;
/// Return the canonical name with letters beyond ASCII. The number is glibc's; the `libc` crate
/// lacks it.
pub const AI_CANONIDN: i32 = 128;
/// Return the canonical name of the host, with the first result.
pub const AI_CANONNAME: i32 = libc::AI_CANONNAME;
/// The host's name may contain letters beyond ASCII. The number is glibc's; the `libc` crate lacks
/// it.
pub const AI_IDN: i32 = 64;
/// The host must be an IP address; no name is looked up.
pub const AI_NUMERICHOST: i32 = libc::AI_NUMERICHOST;
/// The service must be a number; no name is looked up.
pub const AI_NUMERICSERV: i32 = libc::AI_NUMERICSERV;
/// Return an address to listen on if no host is given. It has no effect here, where a host is
/// always given.
pub const AI_PASSIVE: i32 = libc::AI_PASSIVE;
/// Map IPv4 addresses into IPv6 if the host has no IPv6 address.
pub const AI_V4MAPPED: i32 = libc::AI_V4MAPPED;
/// The host has no address of the family.
pub const EAI_ADDRFAMILY: i32 = -9;
/// The look-up failed for now; it may succeed later.
pub const EAI_AGAIN: i32 = libc::EAI_AGAIN;
/// All look-ups are done.
pub const EAI_ALLDONE: i32 = -103;
/// Flags that do not exist.
pub const EAI_BADFLAGS: i32 = libc::EAI_BADFLAGS;
/// The look-up was cancelled.
pub const EAI_CANCELED: i32 = -101;
/// The look-up failed, and will fail again.
pub const EAI_FAIL: i32 = libc::EAI_FAIL;
/// The family does not exist.
pub const EAI_FAMILY: i32 = libc::EAI_FAMILY;
/// The name cannot be encoded.
pub const EAI_IDN_ENCODE: i32 = -105;
/// The look-up is still in progress.
pub const EAI_INPROGRESS: i32 = -100;
/// A signal interrupted the look-up.
pub const EAI_INTR: i32 = -104;
/// The host has no address.
pub const EAI_NODATA: i32 = libc::EAI_NODATA;
/// The host or the service does not exist.
pub const EAI_NONAME: i32 = libc::EAI_NONAME;
/// The look-up could not be cancelled.
pub const EAI_NOTCANCELED: i32 = -102;
/// The result does not fit into the buffer.
pub const EAI_OVERFLOW: i32 = libc::EAI_OVERFLOW;
/// The service does not exist for this type of socket.
pub const EAI_SERVICE: i32 = libc::EAI_SERVICE;
/// The type of socket does not exist.
pub const EAI_SOCKTYPE: i32 = libc::EAI_SOCKTYPE;
/// A system call failed; `errno` has its code.
pub const EAI_SYSTEM: i32 = libc::EAI_SYSTEM;
