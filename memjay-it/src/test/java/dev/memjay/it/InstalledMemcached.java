package dev.memjay.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real memcached that the tests run with, as far as versions and builds of it differ. */
public final class InstalledMemcached {
    private static final Pattern VERSION = Pattern.compile("memcached 1\\.6\\.(\\d+)");

    private InstalledMemcached() {}

    /** Whether it is a 1.6 older than this release of it. */
    public static boolean isBefore(int release) {
        String told = told("-V");
        Matcher version = VERSION.matcher(told);
        if (!version.find()) {
            throw new IllegalStateException("the tests know releases of memcached 1.6, and not: " + told);
        }
        return Integer.parseInt(version.group(1)) < release;
    }

    /** Whether it was built with TLS, which Debian's is from 1.6.10 on. */
    static boolean speaksTls() {
        return told("-h").contains("--enable-ssl");
    }

    private static String told(String option) {
        String named = System.getenv("MEMJAY_MEMCACHED");
        try {
            Process process = new ProcessBuilder(named == null || named.isEmpty() ? "memcached" : named, option)
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask memcached for " + option, e);
        }
    }
}
