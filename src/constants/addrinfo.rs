//! The hints of [`socket_addrinfo_lookup`](crate::socket_addrinfo_lookup), and the codes
//! of `getaddrinfo(3)`.

/// Only families of which this machine has an address, other than loop-back.
pub const AI_ADDRCONFIG: i32 = libc::AI_ADDRCONFIG;
/// With [`AI_V4MAPPED`]: IPv6 and mapped IPv4 addresses.
pub const AI_ALL: i32 = libc::AI_ALL;
/// Tell the official name with its letters beyond ASCII. The number is glibc's; the `libc` crate lacks it.
pub const AI_CANONIDN: i32 = 128;
/// Tell the official name of the host, with the first result.
pub const AI_CANONNAME: i32 = libc::AI_CANONNAME;
/// The host's name may have letters beyond ASCII. The number is glibc's; the `libc` crate lacks it.
pub const AI_IDN: i32 = 64;
/// The host is an address; look up no name.
pub const AI_NUMERICHOST: i32 = libc::AI_NUMERICHOST;
/// The service is a number; look up no name.
pub const AI_NUMERICSERV: i32 = libc::AI_NUMERICSERV;
/// An address to listen on, if no host is given; but one always is here, so it changes nothing.
pub const AI_PASSIVE: i32 = libc::AI_PASSIVE;
/// Map IPv4 addresses into IPv6 if there is no other.
pub const AI_V4MAPPED: i32 = libc::AI_V4MAPPED;
/// The host has no address of the family.
pub const EAI_ADDRFAMILY: i32 = -9;
/// The look-up failed for now.
pub const EAI_AGAIN: i32 = libc::EAI_AGAIN;
/// All look-ups are done.
pub const EAI_ALLDONE: i32 = -103;
/// Flags that do not exist.
pub const EAI_BADFLAGS: i32 = libc::EAI_BADFLAGS;
/// The look-up was cancelled.
pub const EAI_CANCELED: i32 = -101;
/// The look-up failed for good.
pub const EAI_FAIL: i32 = libc::EAI_FAIL;
/// No such family.
pub const EAI_FAMILY: i32 = libc::EAI_FAMILY;
/// The name cannot be encoded.
pub const EAI_IDN_ENCODE: i32 = -105;
/// The look-up goes on.
pub const EAI_INPROGRESS: i32 = -100;
/// A signal came first.
pub const EAI_INTR: i32 = -104;
/// The host has no address.
pub const EAI_NODATA: i32 = libc::EAI_NODATA;
/// Neither host nor service are known.
pub const EAI_NONAME: i32 = libc::EAI_NONAME;
/// The look-up could not be cancelled.
pub const EAI_NOTCANCELED: i32 = -102;
/// The result does not fit.
pub const EAI_OVERFLOW: i32 = libc::EAI_OVERFLOW;
/// The type has no such service.
pub const EAI_SERVICE: i32 = libc::EAI_SERVICE;
/// No such type of socket.
pub const EAI_SOCKTYPE: i32 = libc::EAI_SOCKTYPE;
/// A failure of the system; its code tells.
pub const EAI_SYSTEM: i32 = libc::EAI_SYSTEM;
