package dev.memjay.internal.connection;

/** Tells virtual threads from platform threads on every JDK from 17 on, without reflection. */
final class VirtualThreads {
    /** JDK 21 and newer document that all virtual threads are in one group, and this is its name. */
    private static final String GROUP = "VirtualThreads";

    private VirtualThreads() {}

    static boolean isVirtual(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && GROUP.equals(group.getName());
    }
}
