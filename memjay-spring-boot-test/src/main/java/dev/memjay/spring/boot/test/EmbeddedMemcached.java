package dev.memjay.spring.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the application of a test a memcached of its own, inside the test's JVM, on a free port:
 *
 * <pre>{@code
 * @SpringBootTest
 * @EmbeddedMemcached
 * class BooksTest {
 *     @Autowired MemcachedServer server;
 * }
 * }</pre>
 *
 * <p>The server is a bean of type {@link dev.memjay.server.MemcachedServer}, by which a test sees what was asked, moves the
 * clock, or lets calls fail. A bean of type {@link dev.memjay.spring.boot.MemjayConnectionDetails} tells the client where it
 * is, in place of {@code memjay.servers}. It starts and ends with the application context, which Spring keeps for all tests
 * of the same configuration: they share the server. It is emptied before each test method.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EmbeddedMemcached {}
