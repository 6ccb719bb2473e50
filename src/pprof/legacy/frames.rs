//! What pprof leaves out of the stacks of these formats: the frames of those who measured.

use super::draft::Draft;
use crate::pprof::DecodeError;

/// Sample types of heaps, by their names.
const HEAP_TYPES: &[&[&str]] = &[
    &["allocations", "size"],
    &["objects", "space"],
    &["inuse_objects", "inuse_space"],
    &["alloc_objects", "alloc_space"],
    &["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"],
];

/// Sets which frames are dropped and which are kept all the same, by what the samples count (`addLegacyFrameInfo`).
pub(super) fn set(draft: &mut Draft<'_>) -> Result<(), DecodeError> {
    let strings = &draft.tables.strings;
    let types: Vec<&str> =
        draft.tables.header.sample_types.iter().map(|kind| strings.get(kind.kind)).collect();
    let (drop, keep): (&[&str], &[&str]) = if HEAP_TYPES.contains(&types.as_slice()) {
        (ALLOCATORS, NO_ALLOCATORS)
    } else if types == ["contentions", "delay"] {
        (LOCKS, &[])
    } else {
        (CPU_PROFILERS, &[])
    };
    draft.tables.header.drop_frames = draft.string(drop.join("|").as_bytes(), 0)?;
    draft.tables.header.keep_frames = draft.string(keep.join("|").as_bytes(), 0)?;
    Ok(())
}

/// Functions that allocate: of POSIX, tcmalloc, OS X, the runtime of Go, and C++.
const ALLOCATORS: &[&str] = &[
    r"calloc",
    r"cfree",
    r"malloc",
    r"free",
    r"memalign",
    r"do_memalign",
    r"(__)?posix_memalign",
    r"pvalloc",
    r"valloc",
    r"realloc",
    r"tcmalloc::.*",
    r"tc_calloc",
    r"tc_cfree",
    r"tc_malloc",
    r"tc_free",
    r"tc_memalign",
    r"tc_posix_memalign",
    r"tc_pvalloc",
    r"tc_valloc",
    r"tc_realloc",
    r"tc_new",
    r"tc_delete",
    r"tc_newarray",
    r"tc_deletearray",
    r"tc_new_nothrow",
    r"tc_newarray_nothrow",
    r"malloc_zone_malloc",
    r"malloc_zone_calloc",
    r"malloc_zone_valloc",
    r"malloc_zone_realloc",
    r"malloc_zone_memalign",
    r"malloc_zone_free",
    r"runtime\..*",
    r"BaseArena::.*",
    r"(::)?do_malloc_no_errno",
    r"(::)?do_malloc_pages",
    r"(::)?do_malloc",
    r"DoSampledAllocation",
    r"MallocedMemBlock::MallocedMemBlock",
    r"_M_allocate",
    r"__builtin_(vec_)?delete",
    r"__builtin_(vec_)?new",
    r"__gnu_cxx::new_allocator::allocate",
    r"__libc_malloc",
    r"__malloc_alloc_template::allocate",
    r"allocate",
    r"cpp_alloc",
    r"operator new(\[\])?",
    r"simple_alloc::allocate",
];

/// Functions of the runtime of Go that stand in the middle of a stack.
const NO_ALLOCATORS: &[&str] = &[r"runtime\.panic", r"runtime\.reflectcall", r"runtime\.call[0-9]*"];

/// Signal handlers of CPU profilers.
const CPU_PROFILERS: &[&str] = &[
    r"ProfileData::Add",
    r"ProfileData::prof_handler",
    r"CpuProfiler::prof_handler",
    r"__pthread_sighandler",
    r"__restore",
];

/// Functions that wait for locks and note how long.
const LOCKS: &[&str] = &[
    r"RecordLockProfileData",
    r"(base::)?RecordLockProfileData.*",
    r"(base::)?SubmitMutexProfileData.*",
    r"(base::)?SubmitSpinLockProfileData.*",
    r"(base::Mutex::)?AwaitCommon.*",
    r"(base::Mutex::)?Unlock.*",
    r"(base::Mutex::)?UnlockSlow.*",
    r"(base::Mutex::)?ReaderUnlock.*",
    r"(base::MutexLock::)?~MutexLock.*",
    r"(Mutex::)?AwaitCommon.*",
    r"(Mutex::)?Unlock.*",
    r"(Mutex::)?UnlockSlow.*",
    r"(Mutex::)?ReaderUnlock.*",
    r"(MutexLock::)?~MutexLock.*",
    r"(SpinLock::)?Unlock.*",
    r"(SpinLock::)?SlowUnlock.*",
    r"(SpinLockHolder::)?~SpinLockHolder.*",
];
