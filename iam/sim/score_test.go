package sim_test

import (
	"testing"

	"lanyard/iam/sim"
)

func TestPredictions(t *testing.T) {
	b := start(t, sim.Options{})
	path := b.in.Cloud.URL + "/ml/v4/deployments/some-id/predictions?version=2020-08-01"
	token := bearer(b.userToken())
	payload := `{"input_data":[{"fields":["AGE"],"values":[[33],[59]]}]}`
	v := b.send("POST", path, payload, token...).want(t, 200).json(t)
	if at(v, "predictions.0.values.1.0") != "T" || at(v, "predictions.0.fields.0") != "prediction" || at(v, "predictions.0.values.2") != nil {
		t.Errorf("not one prediction a row: %v", v)
	}
	b.send("POST", path, `{"values":[[33]]}`, token...).want(t, 400)
	b.postJSON(path, payload).want(t, 401)
}

func TestPasswordAskedFor(t *testing.T) {
	const password = `p'a"ss\w$(x)%40 ü`
	b := start(t, sim.Options{Password: password})
	for name, got := range map[string]string{
		"cp4d": b.in.CP4D.Password, "identity": b.in.CP4DIdentity.Password, "icp": b.in.StudioICP.Password, "openshift": b.in.StudioOpenShift.Password,
	} {
		if got != password {
			t.Errorf("%s has %q", name, got)
		}
	}
	b.postJSON(b.in.CP4D.URL+authorizePath, cp4dBody(t, b.in.CP4D.Username, "password", password)).want(t, 200)
	b.postJSON(b.in.CP4D.URL+authorizePath, cp4dBody(t, b.in.CP4D.Username, "password", "p")).want(t, 401)
	b.get(b.in.StudioICP.URL+validatePath, basic(b.in.StudioICP.Username, password)...).want(t, 200)
}
