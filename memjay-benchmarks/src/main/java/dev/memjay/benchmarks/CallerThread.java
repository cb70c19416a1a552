package dev.memjay.benchmarks;

import dev.memjay.benchmarks.report.Row;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Starts the calling threads; virtual ones through a look-up, since the code is compiled for a Java without them. */
final class CallerThread {
    private static final @Nullable MethodHandle START_VIRTUAL = startVirtual();

    private CallerThread() {}

    static boolean canBeVirtual() {
        return START_VIRTUAL != null;
    }

    static Thread start(Row.Callers callers, String name, Runnable work) {
        if (callers == Row.Callers.PLATFORM) {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            thread.start();
            return thread;
        }
        if (START_VIRTUAL == null) {
            throw new UnsupportedOperationException("this JDK has no virtual threads");
        }
        try {
            return (Thread) START_VIRTUAL.invokeExact(work);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot start a virtual thread", e);
        }
    }

    private static @Nullable MethodHandle startVirtual() {
        if (Runtime.version().feature() < 21) {
            return null;
        }
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
