/** A near cache for Memjay: bounded local copies in Caffeine. */
module dev.memjay.caffeine {
    requires com.github.benmanes.caffeine;
    requires transitive dev.memjay;
    requires static transitive org.jspecify;

    exports dev.memjay.caffeine;
}
