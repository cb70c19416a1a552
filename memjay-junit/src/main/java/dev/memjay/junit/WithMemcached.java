package dev.memjay.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests a running memcached: a parameter of type {@link Memcached} of a test method, of a constructor or of a method
 * like {@code @BeforeEach}.
 *
 * <pre>{@code
 * @WithMemcached
 * class CartTest {
 *     @Test
 *     void remembersTheCart(Memcached memcached) {
 *         Cart cart = new Cart(memcached.address());
 *     }
 * }
 * }</pre>
 *
 * <p>Each test gets a server of its own, except that a server asked for by {@code @BeforeAll} or by a constructor is shared
 * by the whole class. Servers are closed when their test or class has ended.
 *
 * <p>The server is the embedded one, unless the system property or environment variable {@code MEMJAY_TEST_SERVER} is
 * {@code memcached}: then the installed memcached is started, and a test fails when there is none.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MemcachedExtension.class)
public @interface WithMemcached {
    /**
     * The version that the embedded server plays.
     *
     * @return a version, or the empty text for the newest that the embedded server knows
     */
    String version() default "";

    /**
     * More command line options for a real memcached; the embedded server ignores them.
     *
     * @return options in memcached's own letters
     */
    String[] options() default {};

    /**
     * Whether a test shall fail when the embedded server received what only a client without checks of its keys and
     * lengths sends: whoever chooses such a key can inject commands.
     *
     * @return whether the embedded server is hardened
     */
    boolean hardened() default true;
}
