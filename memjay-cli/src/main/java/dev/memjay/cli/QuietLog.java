package dev.memjay.cli;

/**
 * Leaves the JDK's logging without a handler: what the client logs for a server's operator would stand between the lines of
 * a command, which says what failed itself. Named to the JDK in a property, so that a start without logging loads neither.
 */
public final class QuietLog {
    private static final String CLASS_PROPERTY = "java.util.logging.config.class";

    /** Called by the JDK where something is logged first; there is nothing to set up. */
    public QuietLog() {}

    /** Takes effect unless the user set up logging. */
    static void install() {
        if (System.getProperty("java.util.logging.config.file") == null && System.getProperty(CLASS_PROPERTY) == null) {
            System.setProperty(CLASS_PROPERTY, "dev.memjay.cli.QuietLog");
        }
    }
}
