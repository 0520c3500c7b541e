//! The error codes: first those of every POSIX system, then those that only Linux has. The
//! descriptions are the C library's messages.

/// Argument list too long.
pub const SOCKET_E2BIG: i32 = libc::E2BIG;
/// Permission denied.
pub const SOCKET_EACCES: i32 = libc::EACCES;
/// Address already in use.
pub const SOCKET_EADDRINUSE: i32 = libc::EADDRINUSE;
/// Cannot assign requested address.
pub const SOCKET_EADDRNOTAVAIL: i32 = libc::EADDRNOTAVAIL;
/// Address family not supported by protocol.
pub const SOCKET_EAFNOSUPPORT: i32 = libc::EAFNOSUPPORT;
/// Resource temporarily unavailable.
pub const SOCKET_EAGAIN: i32 = libc::EAGAIN;
/// Operation already in progress.
pub const SOCKET_EALREADY: i32 = libc::EALREADY;
/// Bad file descriptor.
pub const SOCKET_EBADF: i32 = libc::EBADF;
/// Bad message.
pub const SOCKET_EBADMSG: i32 = libc::EBADMSG;
/// Device or resource busy.
pub const SOCKET_EBUSY: i32 = libc::EBUSY;
/// Software caused connection abort.
pub const SOCKET_ECONNABORTED: i32 = libc::ECONNABORTED;
/// Connection refused.
pub const SOCKET_ECONNREFUSED: i32 = libc::ECONNREFUSED;
/// Connection reset by peer.
pub const SOCKET_ECONNRESET: i32 = libc::ECONNRESET;
/// Destination address required.
pub const SOCKET_EDESTADDRREQ: i32 = libc::EDESTADDRREQ;
/// Disk quota exceeded.
pub const SOCKET_EDQUOT: i32 = libc::EDQUOT;
/// File exists.
pub const SOCKET_EEXIST: i32 = libc::EEXIST;
/// Bad address.
pub const SOCKET_EFAULT: i32 = libc::EFAULT;
/// Host is down.
pub const SOCKET_EHOSTDOWN: i32 = libc::EHOSTDOWN;
/// No route to host.
pub const SOCKET_EHOSTUNREACH: i32 = libc::EHOSTUNREACH;
/// Identifier removed.
pub const SOCKET_EIDRM: i32 = libc::EIDRM;
/// Operation now in progress.
pub const SOCKET_EINPROGRESS: i32 = libc::EINPROGRESS;
/// Interrupted system call.
pub const SOCKET_EINTR: i32 = libc::EINTR;
/// Invalid argument.
pub const SOCKET_EINVAL: i32 = libc::EINVAL;
/// Input/output error.
pub const SOCKET_EIO: i32 = libc::EIO;
/// Transport endpoint is already connected.
pub const SOCKET_EISCONN: i32 = libc::EISCONN;
/// Is a directory.
pub const SOCKET_EISDIR: i32 = libc::EISDIR;
/// Too many levels of symbolic links.
pub const SOCKET_ELOOP: i32 = libc::ELOOP;
/// Too many open files.
pub const SOCKET_EMFILE: i32 = libc::EMFILE;
/// Too many links.
pub const SOCKET_EMLINK: i32 = libc::EMLINK;
/// Message too long.
pub const SOCKET_EMSGSIZE: i32 = libc::EMSGSIZE;
/// Multihop attempted.
pub const SOCKET_EMULTIHOP: i32 = libc::EMULTIHOP;
/// File name too long.
pub const SOCKET_ENAMETOOLONG: i32 = libc::ENAMETOOLONG;
/// Network is down.
pub const SOCKET_ENETDOWN: i32 = libc::ENETDOWN;
/// Network dropped connection on reset.
pub const SOCKET_ENETRESET: i32 = libc::ENETRESET;
/// Network is unreachable.
pub const SOCKET_ENETUNREACH: i32 = libc::ENETUNREACH;
/// Too many open files in system.
pub const SOCKET_ENFILE: i32 = libc::ENFILE;
/// No buffer space available.
pub const SOCKET_ENOBUFS: i32 = libc::ENOBUFS;
/// No data available.
pub const SOCKET_ENODATA: i32 = libc::ENODATA;
/// No such device.
pub const SOCKET_ENODEV: i32 = libc::ENODEV;
/// No such file or directory.
pub const SOCKET_ENOENT: i32 = libc::ENOENT;
/// No locks available.
pub const SOCKET_ENOLCK: i32 = libc::ENOLCK;
/// Link has been severed.
pub const SOCKET_ENOLINK: i32 = libc::ENOLINK;
/// Cannot allocate memory.
pub const SOCKET_ENOMEM: i32 = libc::ENOMEM;
/// No message of desired type.
pub const SOCKET_ENOMSG: i32 = libc::ENOMSG;
/// Protocol not available.
pub const SOCKET_ENOPROTOOPT: i32 = libc::ENOPROTOOPT;
/// No space left on device.
pub const SOCKET_ENOSPC: i32 = libc::ENOSPC;
/// Out of streams resources.
pub const SOCKET_ENOSR: i32 = libc::ENOSR;
/// Device not a stream.
pub const SOCKET_ENOSTR: i32 = libc::ENOSTR;
/// Function not implemented.
pub const SOCKET_ENOSYS: i32 = libc::ENOSYS;
/// Block device required.
pub const SOCKET_ENOTBLK: i32 = libc::ENOTBLK;
/// Transport endpoint is not connected.
pub const SOCKET_ENOTCONN: i32 = libc::ENOTCONN;
/// Not a directory.
pub const SOCKET_ENOTDIR: i32 = libc::ENOTDIR;
/// Directory not empty.
pub const SOCKET_ENOTEMPTY: i32 = libc::ENOTEMPTY;
/// Socket operation on non-socket.
pub const SOCKET_ENOTSOCK: i32 = libc::ENOTSOCK;
/// Inappropriate ioctl for device.
pub const SOCKET_ENOTTY: i32 = libc::ENOTTY;
/// No such device or address.
pub const SOCKET_ENXIO: i32 = libc::ENXIO;
/// Operation not supported.
pub const SOCKET_EOPNOTSUPP: i32 = libc::EOPNOTSUPP;
/// Operation not permitted.
pub const SOCKET_EPERM: i32 = libc::EPERM;
/// Protocol family not supported.
pub const SOCKET_EPFNOSUPPORT: i32 = libc::EPFNOSUPPORT;
/// Broken pipe.
pub const SOCKET_EPIPE: i32 = libc::EPIPE;
/// Protocol error.
pub const SOCKET_EPROTO: i32 = libc::EPROTO;
/// Protocol not supported.
pub const SOCKET_EPROTONOSUPPORT: i32 = libc::EPROTONOSUPPORT;
/// Protocol wrong type for socket.
pub const SOCKET_EPROTOTYPE: i32 = libc::EPROTOTYPE;
/// Object is remote.
pub const SOCKET_EREMOTE: i32 = libc::EREMOTE;
/// Read-only file system.
pub const SOCKET_EROFS: i32 = libc::EROFS;
/// Cannot send after transport endpoint shutdown.
pub const SOCKET_ESHUTDOWN: i32 = libc::ESHUTDOWN;
/// Socket type not supported.
pub const SOCKET_ESOCKTNOSUPPORT: i32 = libc::ESOCKTNOSUPPORT;
/// Illegal seek.
pub const SOCKET_ESPIPE: i32 = libc::ESPIPE;
/// Timer expired.
pub const SOCKET_ETIME: i32 = libc::ETIME;
/// Connection timed out.
pub const SOCKET_ETIMEDOUT: i32 = libc::ETIMEDOUT;
/// Too many references: cannot splice.
pub const SOCKET_ETOOMANYREFS: i32 = libc::ETOOMANYREFS;
/// Too many users.
pub const SOCKET_EUSERS: i32 = libc::EUSERS;
/// Resource temporarily unavailable.
pub const SOCKET_EWOULDBLOCK: i32 = libc::EWOULDBLOCK;
/// Invalid cross-device link.
pub const SOCKET_EXDEV: i32 = libc::EXDEV;

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
