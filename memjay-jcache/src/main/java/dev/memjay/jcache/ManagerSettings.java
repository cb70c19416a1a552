package dev.memjay.jcache;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * What a manager is made from: its URI, which is Memjay's own or that of a properties file, and the properties it was asked for
 * with, which go first. docs/jcache.md has the names.
 *
 * @param uri Memjay's URI
 * @param allowValues what values by Java serialization may hold beside their declared class
 * @param allowKeys what keys by Java serialization may be
 */
record ManagerSettings(String uri, List<String> allowValues, List<String> allowKeys) {
    private static final String URI_NAME = "uri";
    private static final String ALLOW_VALUES = "allowValues";
    private static final String ALLOW_KEYS = "allowKeys";
    private static final List<String> NAMES = List.of(URI_NAME, ALLOW_VALUES, ALLOW_KEYS);

    static ManagerSettings of(URI uri, Properties given, ClassLoader loader) {
        boolean isFile = !String.valueOf(uri.getScheme()).startsWith("memcached");
        Properties properties = isFile ? read(uri, loader) : new Properties();
        for (String name : given.stringPropertyNames()) {
            properties.setProperty(name, given.getProperty(name));
        }
        String memjay = properties.getProperty(URI_NAME);
        if (memjay == null) {
            if (isFile) {
                throw new CacheException(uri + " has no property 'uri'; it names memcached's servers, as in"
                        + " uri=memcached://127.0.0.1:11211");
            }
            memjay = uri.toString();
        }
        return new ManagerSettings(
                memjay, list(properties.getProperty(ALLOW_VALUES)), list(properties.getProperty(ALLOW_KEYS)));
    }

    private static Properties read(URI uri, ClassLoader loader) {
        Properties properties = new Properties();
        try (InputStream file = open(uri, loader);
                InputStreamReader text = new InputStreamReader(file, StandardCharsets.UTF_8)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException e) {
            throw new CacheException(
                    "cannot read the properties file " + uri + " (" + e + "); a manager's URI is Memjay's, as in"
                            + " memcached://127.0.0.1:11211, or that of a properties file, as in file:/etc/caches.properties"
                            + " or classpath:caches.properties",
                    e);
        }
        TreeSet<String> unknown = new TreeSet<>(properties.stringPropertyNames());
        NAMES.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new CacheException("unknown properties " + unknown + " in " + uri + "; known are " + NAMES);
        }
        return properties;
    }

    private static InputStream open(URI uri, ClassLoader loader) throws IOException {
        if (!"classpath".equals(uri.getScheme())) {
            return uri.toURL().openStream();
        }
        InputStream resource = loader.getResourceAsStream(uri.getSchemeSpecificPart());
        if (resource == null) {
            throw new IOException("no such resource");
        }
        return resource;
    }

    private static List<String> list(@Nullable String patterns) {
        return patterns == null
                ? List.of()
                : Arrays.stream(patterns.split("[,;\\s]+"))
                        .filter(pattern -> !pattern.isEmpty())
                        .toList();
    }
}
