package dev.memjay.internal.thread;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Makes the threads of Memjay: daemons that keep nothing of the program alive that happened to start them.
 *
 * <p>A thread would inherit its maker's context class loader and the values of its inheritable thread locals and hold them
 * for as long as it lives. Where one client serves several applications of a server, the first one could never be
 * unloaded. Nothing that runs on these threads looks for classes.
 */
public final class DaemonThread {
    private DaemonThread() {}

    /** A thread that has not been started. */
    @SuppressWarnings("removal") // on JDK 17 a thread keeps the protection domains of all who are on its maker's stack
    public static Thread of(String name, Runnable task) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> make(name, task));
    }

    private static Thread make(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }
}
