package dev.memjay.spring.boot;

import dev.memjay.MemjayBuilder;

/**
 * Changes the builder of the auto-configured client, for settings that only an object can be: credentials, a discovery, a
 * placement of your own. Beans of this type run in their order, after the properties.
 */
@FunctionalInterface
public interface MemjayBuilderCustomizer {
    /** Changes what the properties have set. */
    void customize(MemjayBuilder builder);
}
