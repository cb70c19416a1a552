/** Values as clients of Java, Ruby and PHP store them. */
module dev.memjay.layouts {
    requires transitive dev.memjay;
    requires static transitive org.jspecify;

    exports dev.memjay.layouts;
}
