import type { Frame } from '../record.ts';

// 	at java.base/sun.nio.ch.Net.connect0(Native Method),	at shop.OrderService.load(OrderService.java:31) ~[classes/:na]
export const JAVA_FRAME =
  /^\s{1,16}at (?:[\w.@-]{1,128}\/\/?){0,3}([\w$.<>-]{1,512})\.([\w$<>-]{1,256})\(([\w$.-]{1,256}(?: [A-Z]\w{1,16})?)(?::(\d{1,9}))?\)/;

const FOREIGN =
  /^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|org\.(?:springframework|jdbi|http4s|neo4j|elasticsearch|opensearch|ehcache|infinispan|jetbrains|graalvm|testcontainers|jsoup|json|msgpack|bson|jctools|javassist|agrona|apache|hibernate|postgresql|eclipse|slf4j|jboss|mariadb|h2|thymeleaf|yaml|junit|mockito|codehaus|glassfish|reactivestreams|redisson|mongodb|elasticsearch|aspectj|quartz|flywaydb|jooq|wildfly|xnio|bouncycastle)|com\.(?:zaxxer|rabbitmq|datastax|typesafe|linecorp|stripe|twilio|azure|ibm|jayway|nimbusds|arjuna|github\.jknack|ning|mchange|codahale|lmax|mysql|fasterxml|google|amazonaws|mongodb|microsoft|oracle|netflix|github\.benmanes|squareup)|io\.(?:javalin|helidon|dropwizard|smallrye|jooby|ktor|sentry|swagger|agroal|rsocket|cucumber|opencensus|dropwizard|lettuce|jaegertracing|fabric8|ebean|netty|undertow|micrometer|grpc|lettuce|vertx|micronaut|quarkus|projectreactor|r2dbc|opentelemetry|jsonwebtoken)|reactor|redis\.clients|ch\.qos|software\.amazon|okhttp3|retrofit2|feign|liquibase|freemarker|lombok|net\.bytebuddy|oracle|play\.|akka|spark\.(?:http|Spark|staticfiles)|ratpack|zio|cats|fs2|http4s|kong\.unirest)\.|\$\$(?:SpringCGLIB|EnhancerBySpringCGLIB|FastClassBySpringCGLIB|Lambda)|^\$Proxy|\.\$Proxy\d/;

/** Reads one `at …` line of a Java stack. */
export const parseJavaFrame = (line: string, at: number): Frame | undefined => {
  const match = JAVA_FRAME.exec(line);
  if (match === null) return undefined;
  const [, owner = '', method = '', file = '', number] = match;
  return {
    file,
    ...(number === undefined ? {} : { line: Number(number) }),
    function: `${owner}.${method}`,
    inApp: number !== undefined && !FOREIGN.test(`${owner}.`),
    at,
  };
};
