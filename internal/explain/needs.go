package explain

import "lanyard/internal/profile"

// Need is one thing that a profile needs: what it is called, and how to come by it.
type Need struct {
	Name string // "API key"
	How  string // sentences
	Page Page   // where to look, zero without one
}

// Page is a page to open in a browser.
type Page struct{ Title, URL string }

// Needs lists what a profile of a kind needs before it can sign in and be used, in the
// order in which one comes by it.
func Needs(k profile.Kind) []Need {
	switch k {
	case profile.Cloud:
		return cloudNeeds()
	case profile.AWS:
		return awsNeeds()
	case profile.CP4D:
		return clusterNeeds()
	case profile.StudioLocal:
		return studioNeeds()
	case profile.Orchestrate:
		return orchestrateNeeds()
	}
	return nil
}

func cloudNeeds() []Need {
	return []Need{
		{
			"API key", "Sign in to IBM Cloud, open Manage > Access (IAM) > API keys and create one. It is shown only once: copy or download it right away.",
			Page{"API keys", pageKeys},
		},
		{
			"The same in watsonx", "Profile and settings > User API key shows the key of your user, makes one and replaces it.",
			Page{"Managing the user API key", "https://dataplatform.cloud.ibm.com/docs/content/wsj/admin/admin-apikeys.html?context=wx"},
		},
		{
			"A service ID instead", "For programs that run without you, create a service ID and an API key for it. Then open the deployment space, choose Access control, and add the service ID as Admin or Editor.",
			Page{"Service IDs", pageServices},
		},
		{
			"Without a key", "Where your company allows no API keys, or for today alone: a one-time code of its sign-in page opens a session, which Lanyard keeps in memory. Choose it in place of the key (--sign-in code).",
			Page{},
		},
		{
			"Region", "The one in which watsonx.ai Runtime (formerly Watson Machine Learning) was created. It stands in the list of your resources, and in the address of its service credentials.",
			Page{"Resource list", "https://cloud.ibm.com/resources"},
		},
		{
			"Space ID or project ID", "Open the deployment space or project in watsonx, then Manage > General: the ID can be copied there. Lanyard also lists them once the profile signs in.",
			Page{"Deployment spaces", "https://dataplatform.cloud.ibm.com/ml-runtime/spaces"},
		},
		{
			"Instance ID", "Only code of before 2020 asks for it: today it is taken from the space. It is the GUID of the service instance, in its service credentials, where an old key and its address stand, too.",
			Page{"Looking up credentials", "https://dataplatform.cloud.ibm.com/docs/content/wsj/analyze-data/ml-get-wml-credentials.html"},
		},
		{
			"An instance of the Cloud Foundry days", "Credentials with a username and a password, whose JSON web tokens are no longer taken, belong to an instance that has to be migrated from its Cloud Foundry organisation to a resource group first.",
			Page{"Migrating an instance", "https://cloud.ibm.com/docs/account?topic=account-migrate"},
		},
		{
			"Plans and usage", "What a call costs is billed to the instance that belongs to the space or project.",
			Page{"Plans and runtime usage", "https://dataplatform.cloud.ibm.com/docs/content/wsj/getting-started/wml-plans.html?context=wx"},
		},
		{
			"Sample notebooks", "Ready-made notebooks sign in and score a model with the Python client.",
			Page{"Samples", "https://dataplatform.cloud.ibm.com/docs/content/wsj/analyze-data/ml-samples-overview.html?context=wx"},
		},
	}
}

func awsNeeds() []Need {
	return []Need{
		{"API key", "Open the SaaS console of your subscription, then your profile's API keys, and create one. It is not a key of IBM Cloud, nor one of Amazon.", Page{"SaaS console", "https://console.saas.ibm.com"}},
		{"Region", "The one your subscription was set up in; it stands in the address of watsonx in your browser.", Page{}},
		{"Account ID", "Where the sign-in asks for the account: the SaaS console shows it with the subscription.", Page{}},
		{"Space ID or project ID", "Open the deployment space or project, then Manage > General.", Page{}},
	}
}

func clusterNeeds() []Need {
	return []Need{
		{"Address", "The address of the cluster's web page in your browser, such as https://cpd-lab.apps.example.org: what comes after the host is cut off.", Page{}},
		{"Username", "The name you sign in with at that page.", Page{}},
		{"Platform API key or password", "On the cluster's web page: your avatar > Profile and settings > API key > Generate new key. Your password does as well, unless the cluster signs in through an identity provider of your company.", Page{}},
		{"CA certificate", "Only when the cluster's certificate is not trusted: Test shows it, and lets you decide. Your administrator has the CA's file.", Page{}},
		{"Space ID or project ID", "Open the deployment space or project, then Manage > General.", Page{}},
		{"Version", "Only the Python client asks for it: the web page shows it under About.", Page{}},
	}
}

func studioNeeds() []Need {
	return []Need{
		{"Address", "The address of Watson Studio Local in your browser, up to the host: https://111.22.333.444 of https://111.22.333.444/home, say.", Page{}},
		{"Username and password", "Those you sign in with at that page. An API key does not apply here and is not used.", Page{}},
		{"Instance ID", "icp on servers of its own, openshift on OpenShift. Choose which; Lanyard fills it in.", Page{}},
	}
}

func orchestrateNeeds() []Need {
	return []Need{
		{"Address", "In watsonx Orchestrate: your avatar > Settings > API details shows the service instance's URL. It ends with /instances/ and the id: copy the whole of it.", Page{}},
		{"API key", "The same page makes one: Generate API key. On IBM Cloud it is a key of IBM Cloud; on AWS one of the SaaS console, of which there are ten for each user; on Cloud Pak for Data the platform API key of your user.", Page{}},
		{"Username", "On Cloud Pak for Data alone: the name you sign in with at its web page. A password does in place of the key there.", Page{}},
		{"Way to sign in", "The address tells it. Where it cannot, because the host is one of your own, say mcsp (AWS), ibm_iam (IBM Cloud) or cpd (Cloud Pak for Data).", Page{}},
	}
}
