// The description of the API, to try: drawn by Swagger UI into the page that names it.
(() => {
  const place = document.getElementById("swagger-ui");
  if (!place || !window.SwaggerUIBundle) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const dress = () => {
    const chosen = document.documentElement.dataset.theme;
    const is = chosen ? chosen === "dark" : dark.matches;
    document.documentElement.classList.toggle("dark-mode", is);
  };
  dark.addEventListener("change", dress);
  dress();
  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    filter: true,
    requestInterceptor(request) {
      if (new URL(request.url, location.href).origin === location.origin) {
        request.headers["X-CSRFToken"] = place.dataset.csrf;
      }
      return request;
    },
  });
})();
