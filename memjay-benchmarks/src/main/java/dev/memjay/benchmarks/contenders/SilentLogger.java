package dev.memjay.benchmarks.contenders;

import net.spy.memcached.compat.log.AbstractLogger;
import net.spy.memcached.compat.log.Level;
import org.jspecify.annotations.Nullable;

/** The cheapest logger for spymemcached, which makes it by its name. */
public final class SilentLogger extends AbstractLogger {
    public SilentLogger(String name) {
        super(name);
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public void log(Level level, @Nullable Object message, @Nullable Throwable cause) {}
}
