package dev.memjay.it;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged under a name while it is open. */
public final class RecordedLog extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public RecordedLog(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(this);
    }

    /** The first line that begins so, as soon as it is there; it is taken out with those before it. */
    public String next(String beginning) {
        Soon.until(() -> lines.stream().anyMatch(line -> line.startsWith(beginning)));
        while (true) {
            String line = lines.remove(0);
            if (line.startsWith(beginning)) {
                return line;
            }
        }
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
