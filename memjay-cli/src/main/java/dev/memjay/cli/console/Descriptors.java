package dev.memjay.cli.console;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the standard streams of this process are connected with. */
public final class Descriptors {
    public static final int IN = 0;
    public static final int OUT = 1;
    public static final int ERR = 2;

    private Descriptors() {}

    /**
     * Whether a stream is a terminal. The JDK only says whether both input and output are, and not in the same way in each
     * version; Linux names the device, other systems have a program for it, and where neither is, the JDK has to do.
     */
    public static boolean isTerminal(int stream) {
        try {
            return isTerminal(
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString());
        } catch (IOException | UnsupportedOperationException noLinux) {
            return isTerminalByShell(stream);
        }
    }

    private static boolean isTerminal(String device) {
        return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
    }

    private static boolean isTerminalByShell(int stream) {
        try {
            return new ProcessBuilder("sh", "-c", "test -t " + stream)
                            .redirectInput(Redirect.INHERIT)
                            .redirectOutput(Redirect.INHERIT)
                            .redirectError(Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noShell) {
            return System.console() != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true; // the careful answer: what a terminal would obey is escaped
        }
    }
}
