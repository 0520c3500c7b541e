//! The error codes that only Linux has.

/// Advertise error.
pub const SOCKET_EADV: i32 = libc::EADV;
/// Invalid exchange.
pub const SOCKET_EBADE: i32 = libc::EBADE;
/// File descriptor in bad state.
pub const SOCKET_EBADFD: i32 = libc::EBADFD;
/// Invalid request descriptor.
pub const SOCKET_EBADR: i32 = libc::EBADR;
/// Invalid request code.
pub const SOCKET_EBADRQC: i32 = libc::EBADRQC;
/// Invalid slot.
pub const SOCKET_EBADSLT: i32 = libc::EBADSLT;
/// Channel number out of range.
pub const SOCKET_ECHRNG: i32 = libc::ECHRNG;
/// Communication error on send.
pub const SOCKET_ECOMM: i32 = libc::ECOMM;
/// Is a named type file.
pub const SOCKET_EISNAM: i32 = libc::EISNAM;
/// Level 2 halted.
pub const SOCKET_EL2HLT: i32 = libc::EL2HLT;
/// Level 2 not synchronized.
pub const SOCKET_EL2NSYNC: i32 = libc::EL2NSYNC;
/// Level 3 halted.
pub const SOCKET_EL3HLT: i32 = libc::EL3HLT;
/// Level 3 reset.
pub const SOCKET_EL3RST: i32 = libc::EL3RST;
/// Link number out of range.
pub const SOCKET_ELNRNG: i32 = libc::ELNRNG;
/// Wrong medium type.
pub const SOCKET_EMEDIUMTYPE: i32 = libc::EMEDIUMTYPE;
/// No anode.
pub const SOCKET_ENOANO: i32 = libc::ENOANO;
/// No CSI structure available.
pub const SOCKET_ENOCSI: i32 = libc::ENOCSI;
/// No medium found.
pub const SOCKET_ENOMEDIUM: i32 = libc::ENOMEDIUM;
/// Machine is not on the network.
pub const SOCKET_ENONET: i32 = libc::ENONET;
/// Name not unique on network.
pub const SOCKET_ENOTUNIQ: i32 = libc::ENOTUNIQ;
/// Remote address changed.
pub const SOCKET_EREMCHG: i32 = libc::EREMCHG;
/// Remote I/O error.
pub const SOCKET_EREMOTEIO: i32 = libc::EREMOTEIO;
/// Interrupted system call should be restarted.
pub const SOCKET_ERESTART: i32 = libc::ERESTART;
/// Srmount error.
pub const SOCKET_ESRMNT: i32 = libc::ESRMNT;
/// Streams pipe error.
pub const SOCKET_ESTRPIPE: i32 = libc::ESTRPIPE;
/// Protocol driver not attached.
pub const SOCKET_EUNATCH: i32 = libc::EUNATCH;
/// Exchange full.
pub const SOCKET_EXFULL: i32 = libc::EXFULL;
